package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.demo.testdomain.TestTrustDomain;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Leaks;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.tls.ClientTls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are bound to a client certificate (RFC 8705), over real TLS, at the address that the server has of itself. */
class CertificateTokenTest {

    private static final Duration LIFE = Duration.ofMinutes(10);

    private static final HttpFixture UPSTREAM = new HttpFixture(Set.of(Era.MODERN));

    @TempDir
    private static Path folder;

    private static TestTrustDomain domain;
    private static InterlockServer server;
    private static HttpClient ada;
    private static HttpClient ben;
    private static HttpClient nobody;

    @BeforeAll
    static void start() throws Exception {
        Quiet.on();
        domain = TestTrustDomain.create(
                folder.resolve("trust"), "example.org", InstantSource.system(), new SecureRandom());
        var own = domain.certificate(folder, "server", "/gateway", List.of("127.0.0.1", "localhost"), LIFE);
        ada = client(Optional.of(domain.certificate(folder, "ada", "/ada", List.of(), LIFE)));
        ben = client(Optional.of(domain.certificate(folder, "ben", "/ben", List.of(), LIFE)));
        nobody = client(Optional.empty());
        Path bundle = Files.createDirectories(folder.resolve("bundle"));
        Files.writeString(bundle.resolve("interlock.yaml"), """
            interlock: v1
            name: certificates
            owner: tests
            independence: {another: []}
            risk: {low: {independence: another, on-conflict: record, on-missing: record}}
            server: fix
            tools: {meta: {duty: meta.say, effect: read, risk: low}}
            intents: {all: {goal: Everything, allow: [meta.say]}}
            """);
        Path file = Files.writeString(folder.resolve("interlock-server.yaml"), """
            domain: certificates.example.com
            listen:
              address: 127.0.0.1:0
              tls: {certificate: "%s", key: "%s", client-certificates: optional}
            upstreams: {fix: {url: "%s", era: modern}}
            trust:
              audience: https://gateway.example.com
              domains: {example.org: {bundle: trust/bundle.json}}
            oauth: {algorithm: ES256}
            agents:
              ada: {identity: spiffe://example.org/ada, owner: procurement, model: m1, root: true}
              ben: {identity: spiffe://example.org/ben, owner: payables, model: m2, root: true}
            """.formatted(
                        own.certificates(), own.key(), UPSTREAM.endpoint()));
        var read = (ConfigOutcome.Loaded) ConfigReader.read(file, Map.of());
        var policy = (PolicyBundle.Compiled) PolicyBundle.load(bundle);
        Leaks.RUN.written(folder.resolve("data"));
        server = InterlockServer.start(read.config(), policy, InstantSource.system());
    }

    @AfterAll
    static void stop() throws Exception {
        List.of(ada, ben, nobody).forEach(HttpClient::close);
        server.close();
        UPSTREAM.close();
    }

    private static HttpClient client(Optional<TestTrustDomain.Svid> svid) throws Exception {
        var own = svid.map(made -> new ClientTls.Own(made.certificates(), made.key()));
        return HttpClient.newBuilder()
                .sslContext(ClientTls.context(Optional.of(domain.authority()), own))
                .build();
    }

    private static String address(String path) {
        return "https://127.0.0.1:" + server.port() + path;
    }

    private static HttpResponse<byte[]> ask(HttpClient client) throws Exception {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("grant_type", "client_credentials");
        parameters.put("resource", address("/mcp/fix"));
        parameters.put("authorization_details", TokenTarget.task("all", ""));
        return ask(client, parameters);
    }

    private static HttpResponse<byte[]> ask(HttpClient client, Map<String, String> parameters) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(address("/oauth/token")))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(TokenTarget.form(parameters)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> call(HttpClient client, String token, String scheme) throws Exception {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(URI.create(address("/mcp/fix")))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json, text/event-stream")
                        .header("MCP-Protocol-Version", "2026-07-28")
                        .header("Mcp-Method", "tools/call")
                        .header("Mcp-Name", "meta")
                        .header("Authorization", scheme + " " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                Gateway.modernBody("tools/call", "\"name\":\"meta\",\"arguments\":{},")))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        Leaks.RUN.seen("answer", answer.headers().map() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        return answer;
    }

    @Test
    void aTokenIsWorthNothingOnAnotherConnection() throws Exception {
        HttpResponse<byte[]> issued = ask(ada);
        JsonNode body = Trees.object(issued.body());
        assertThat(issued.statusCode()).as(body.toString()).isEqualTo(200);
        assertThat(body.path("token_type").asText()).isEqualTo("Bearer");
        String token = body.path("access_token").asText();
        Leaks.RUN.ofCaller(token);

        assertThat(call(ada, token, "Bearer").statusCode()).isEqualTo(200);
        long before = UPSTREAM.calls("meta");
        for (HttpClient other : List.of(ben, nobody)) {
            HttpResponse<byte[]> refused = call(other, token, "Bearer");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("error=\"invalid_token\"");
        }
        assertThat(call(ada, token, "DPoP").statusCode()).isEqualTo(401);
        assertThat(UPSTREAM.calls("meta")).isEqualTo(before);
    }

    @Test
    void aTokenOfOneBesideTheCertificateOfAnotherIsExchangedForNothing() throws Exception {
        var parameters = new LinkedHashMap<String, String>();
        parameters.put("grant_type", TokenTarget.EXCHANGE);
        parameters.put("subject_token", domain.token("/ada", "https://gateway.example.com", Duration.ofMinutes(5)));
        parameters.put("subject_token_type", TokenTarget.JWT);
        parameters.put("resource", address("/mcp/fix"));
        parameters.put("authorization_details", TokenTarget.task("all", ""));

        HttpResponse<byte[]> refused = ask(ben, parameters);

        assertThat(Trees.object(refused.body()).path("error").asText()).isEqualTo("invalid_grant");
        assertThat(ask(ada, parameters).statusCode()).isEqualTo(200);
    }

    @Test
    void withoutACertificateThereIsNoClient() throws Exception {
        HttpResponse<byte[]> refused = ask(nobody);

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(Trees.object(refused.body()).path("error").asText()).isEqualTo("invalid_client");
    }

    @Test
    void itIsPublishedThatCertificatesAreTaken() throws Exception {
        HttpResponse<byte[]> published = nobody.send(
                HttpRequest.newBuilder(URI.create(address("/.well-known/oauth-authorization-server")))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        JsonNode metadata = Trees.object(published.body());
        assertThat(metadata.path("issuer").asText()).isEqualTo(address(""));
        assertThat(metadata.path("tls_client_certificate_bound_access_tokens").asBoolean())
                .isTrue();
        assertThat(metadata.path("grant_types_supported").toString()).contains("client_credentials");
    }
}
