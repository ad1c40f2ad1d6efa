package dev.interlock.server.notify.signal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.model.Caller;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.FaultyStore;
import dev.interlock.server.domain.Rig;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.SigningKeys;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases that ended are told to others, each of them, whatever happens to the server or the receiver. */
class SignalsTest {

    private static final URI ISSUER = URI.create("https://gateway.example.com");
    private static final Caller ANN = Rig.agent("ann", "payables");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("a secret of both sides".getBytes(StandardCharsets.UTF_8));

    /** What the receiver got: its headers in lower case, and the body. */
    private record Got(Map<String, String> headers, String body) {}

    @TempDir
    private Path folder;

    private final FaultyStore store = new FaultyStore();
    private final AtomicLong clock = new AtomicLong(1_795_000_000_000L);
    private final BlockingQueue<Got> received = new LinkedBlockingQueue<>();
    /** What the receiver answers to the next requests; 202 when nothing is left. */
    private final Deque<Integer> answers = new ConcurrentLinkedDeque<>();

    private Ed25519Signer signer;
    private Domain domain;
    private SigningKeys keys;
    private HttpServer receiver;
    private long task;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void start() throws Exception {
        signer = Ed25519Signer.generate("example.com/test", new SecureRandom());
        keys = SigningKeys.open(folder, Algorithm.ED25519, Instant.ofEpochMilli(clock.get()), new SecureRandom());
        domain = Rig.open(store, store, signer, Rig.bundle("one"), clock);
        task = Rig.task(domain, ANN);
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void stop() throws IOException {
        receiver.stop(0);
        domain.close();
    }

    private void receive(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        received.add(new Got(headers, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        Integer status = answers.poll();
        byte[] body = "{\"err\":\"invalid_key\"}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status == null ? 202 : status, status == null ? -1 : body.length);
        if (status != null) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + path);
    }

    private Signals signals(String name, SignalsConfig.Stream stream) throws IOException {
        return Signals.start(
                new SignalsConfig(Optional.of(ISSUER), new TreeMap<>(Map.of(name, stream))),
                "payments.example.com",
                folder,
                domain,
                keys,
                () -> Instant.ofEpochMilli(clock.get()),
                Duration.ofMillis(5));
    }

    private SignalsConfig.Push push() {
        return new SignalsConfig.Push(
                at("/events"), "https://siem.example.com", Optional.of("Bearer receiver-secret"), true);
    }

    /** Issues a lease and revokes it. */
    private long ended() {
        var issue = new LeaseCommand.Issue(
                ANN,
                task,
                OptionalLong.empty(),
                "task-token",
                "task-token",
                new TreeMap<>(),
                false,
                OptionalLong.empty());
        long lease = ((Answer.Done) domain.ask(issue).answer()).number();
        domain.ask(new LeaseCommand.Revoke(lease, Optional.empty(), ""));
        return lease;
    }

    private Got next() throws InterruptedException {
        Got got = received.poll(120, TimeUnit.SECONDS);
        assertThat(got).as("the receiver is told").isNotNull();
        return got;
    }

    /** The claims of a token whose signature is that of a published key. */
    private JsonNode claims(String token) throws Exception {
        String[] parts = token.split("\\.");
        JsonNode header = JSON.readTree(Base64.getUrlDecoder().decode(parts[0]));
        assertThat(header.get("typ").textValue()).isEqualTo("secevent+jwt");
        assertThat(header.get("alg").textValue()).isEqualTo("EdDSA");
        for (JsonNode key : keys.jwks().get("keys")) {
            if (key.get("kid").equals(header.get("kid"))) {
                byte[] x = Base64.getUrlDecoder().decode(key.get("x").textValue());
                byte[] encoded = HexFormat.of()
                        .parseHex("302a300506032b6570032100" + HexFormat.of().formatHex(x));
                Signature signature = Signature.getInstance("Ed25519");
                signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
                signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
                assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2])))
                        .isTrue();
                return JSON.readTree(Base64.getUrlDecoder().decode(parts[1]));
            }
        }
        throw new AssertionError("no such key: " + header);
    }

    @Test
    void anEndIsPushedUntilItIsAcknowledged() throws Exception {
        answers.addAll(List.of(503, 400, 200, 302));
        try (Signals signals = signals("siem", push())) {
            long lease = ended();
            Got first = next();
            assertThat(first.headers())
                    .containsEntry("Content-Type", "application/secevent+jwt")
                    .containsEntry("Accept", "application/json")
                    .containsEntry("Authorization", "Bearer receiver-secret");
            JsonNode claims = claims(first.body());
            assertThat(claims.get("iss").textValue()).isEqualTo(ISSUER.toString());
            assertThat(claims.get("aud").textValue()).isEqualTo("https://siem.example.com");
            assertThat(claims.has("exp")).as("RFC 8417, section 2.2").isFalse();
            assertThat(claims.has("sub")).isFalse();
            assertThat(claims.get("sub_id").get("format").textValue()).isEqualTo("complex");
            assertThat(claims.get("sub_id").get("session").get("id").textValue())
                    .isEqualTo("lease-" + lease);
            assertThat(claims.get("sub_id").get("user").get("sub").textValue()).isEqualTo("ann");
            JsonNode event = claims.get("events").get(EventTokens.SESSION_REVOKED);
            assertThat(event.get("event_timestamp").longValue()).isEqualTo(clock.get() / 1_000);
            assertThat(event.get("initiating_entity").textValue()).isEqualTo("system");
            assertThat(event.get("reason_admin").get("en").textValue()).isEqualTo("failed");
            for (int again = 0; again < 4; again++) {
                assertThat(claims(next().body()).get("jti"))
                        .as("the same event")
                        .isEqualTo(claims.get("jti"));
            }
            long second = ended();
            assertThat(claims(next().body())
                            .get("sub_id")
                            .get("session")
                            .get("id")
                            .textValue())
                    .isEqualTo("lease-" + second);
        }
        assertThat(received).isEmpty();
    }

    @Test
    void whatEndedWhileTheServerWasDownIsTold() throws Exception {
        signals("siem", push()).close();
        long first = ended();
        long second = ended();
        domain.close();
        store.reopen();
        domain = Rig.open(store, store, signer, Rig.bundle("one"), clock);
        try (Signals signals = signals("siem", push())) {
            assertThat(session(next())).isEqualTo("lease-" + first);
            assertThat(session(next())).isEqualTo("lease-" + second);
        }
    }

    @Test
    void whatWasNotAcknowledgedBeforeACrashIsToldAgain() throws Exception {
        ended();
        byte[] before;
        try (Signals signals = signals("siem", push())) {
            before = Files.readAllBytes(folder.resolve("signals/siem.json"));
            long lease = ended();
            assertThat(session(next()))
                    .as("nothing from before there was a stream")
                    .isEqualTo("lease-" + lease);
        }
        // As if the process had been killed between the acknowledgement and the note of it.
        Files.write(folder.resolve("signals/siem.json"), before);
        try (Signals signals = signals("siem", push())) {
            String again = claims(next().body()).get("jti").textValue();
            assertThat(again).isNotEmpty();
        }
    }

    private String session(Got got) throws Exception {
        return claims(got.body()).get("sub_id").get("session").get("id").textValue();
    }

    @Test
    void aWebhookIsSigned() throws Exception {
        answers.addAll(List.of(500, 204));
        try (Signals signals = signals("ops", new SignalsConfig.Webhook(at("/hook"), SECRET, true))) {
            long lease = ended();
            Got got = next();
            JsonNode body = JSON.readTree(got.body());
            assertThat(body.get("type").textValue()).isEqualTo("lease.revoked");
            assertThat(body.get("data").get("lease").textValue()).isEqualTo("lease-" + lease);
            assertThat(body.get("data").get("agent").textValue()).isEqualTo("ann");
            assertThat(body.get("data").get("reason").textValue()).isEqualTo("failed");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("a secret of both sides".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature = mac.doFinal(
                    (got.headers().get("webhook-id") + "." + got.headers().get("webhook-timestamp") + "." + got.body())
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(got.headers())
                    .containsEntry(
                            "webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature));
            assertThat(next().headers())
                    .containsEntry("webhook-id", got.headers().get("webhook-id"));
        }
        assertThat(received).isEmpty();
    }

    @Test
    void aReceiverPollsAcknowledgesAndGoesOnAfterARestart() throws Exception {
        Token token = Token.create(new Random(5));
        var stream = new SignalsConfig.Poll("https://idp.example.com", token.hash());
        String last;
        try (Signals signals = signals("idp", stream);
                PollDoor door = new PollDoor(signals, token)) {
            assertThat(door.poll("{\"returnImmediately\":true}").get("sets")).isEmpty();
            long first = ended();
            ended();
            long third = ended();
            JsonNode one = door.poll("{\"maxEvents\":1,\"returnImmediately\":true}");
            assertThat(one.get("moreAvailable").booleanValue()).isTrue();
            String jti = one.get("sets").fieldNames().next();
            JsonNode claims = claims(one.get("sets").get(jti).textValue());
            assertThat(claims.get("jti").textValue()).isEqualTo(jti);
            assertThat(claims.get("sub_id").get("session").get("id").textValue())
                    .isEqualTo("lease-" + first);

            JsonNode all = door.poll("{\"returnImmediately\":true,\"ack\":[\"nonsense\",\"7-0000000000000000\"]}");
            assertThat(all.get("sets"))
                    .as("an id that is none acknowledges nothing")
                    .hasSize(3);
            last = names(all.get("sets")).getLast();
            JsonNode rest = door.poll("{\"returnImmediately\":true,\"ack\":[\"" + last + "\"]}");
            assertThat(names(rest.get("sets"))).doesNotContain(last).hasSize(2);
            assertThat(door.poll("{\"maxEvents\":0,\"ack\":[\"" + jti + "\"]}").get("sets"))
                    .isEmpty();
            assertThat(third).isPositive();
        }
        try (Signals signals = signals("idp", stream);
                PollDoor door = new PollDoor(signals, token)) {
            JsonNode left = door.poll("{}");
            assertThat(left.get("sets")).hasSize(1);
            String middle = left.get("sets").fieldNames().next();
            JsonNode none = door.poll(
                    "{\"returnImmediately\":true,\"setErrs\":{\"" + middle + "\":{\"err\":\"invalid_audience\"}}}");
            assertThat(none.get("sets")).isEmpty();
            assertThat(none.has("moreAvailable")).isFalse();
            var waiting = door.later("{}");
            long fourth = ended();
            JsonNode told = waiting.get(120, TimeUnit.SECONDS);
            assertThat(claims(told.get("sets").elements().next().textValue())
                            .get("sub_id")
                            .get("session")
                            .get("id")
                            .textValue())
                    .isEqualTo("lease-" + fourth);
        }
    }

    private static List<String> names(JsonNode object) {
        var names = new ArrayDeque<String>();
        object.fieldNames().forEachRemaining(names::add);
        return List.copyOf(names);
    }

    @Test
    void whoHasNoTokenIsToldNothingAndBadRequestsAreRefused() throws Exception {
        Token token = Token.create(new Random(5));
        try (Signals signals = signals("idp", new SignalsConfig.Poll("a", token.hash()));
                PollDoor door = new PollDoor(signals, token)) {
            ended();
            String other = Token.create(new Random(6)).reveal();
            assertThat(door.send("/signals/idp/poll", other, "{}").statusCode()).isEqualTo(401);
            assertThat(door.send("/signals/none/poll", token.reveal(), "{}").statusCode())
                    .isEqualTo(401);
            for (String bad : List.of(
                    "",
                    "[]",
                    "{",
                    "{\"maxEvents\":-1}",
                    "{\"maxEvents\":\"1\"}",
                    "{\"ack\":\"x\"}",
                    "{\"ack\":[1]}",
                    "{\"setErrs\":[]}",
                    "{\"returnImmediately\":1}",
                    "{\"ack\":[],\"ack\":[]}")) {
                var reply = door.send("/signals/idp/poll", token.reveal(), bad);
                assertThat(reply.statusCode()).as(bad).isEqualTo(400);
                assertThat(reply.body()).contains("invalid_request");
            }
            JsonNode configuration = JSON.readTree(door.get("/.well-known/ssf-configuration"));
            assertThat(configuration.get("issuer").textValue()).isEqualTo(ISSUER.toString());
            assertThat(configuration.get("jwks_uri").textValue()).isEqualTo(ISSUER + "/signals/jwks");
            assertThat(configuration.get("delivery_methods_supported"))
                    .extracting(JsonNode::textValue)
                    .containsExactly("urn:ietf:rfc:8935", "urn:ietf:rfc:8936");
            assertThat(door.get("/signals/jwks")).contains("\"kid\"").doesNotContain("\"d\"");
        }
    }

    @Test
    void secretsAreNotShown() {
        assertThat(push().toString()).doesNotContain("receiver-secret");
        assertThat(new SignalsConfig.Webhook(at("/"), SECRET, true).toString()).doesNotContain(SECRET);
    }
}
