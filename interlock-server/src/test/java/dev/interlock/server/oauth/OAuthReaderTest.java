package dev.interlock.server.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.jose.Algorithm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OAuthReaderTest {

    /** RFC 8037, appendix A.2. */
    private static final String KEY =
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"1\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("good.jwks"), "{\"keys\":[" + KEY + "]}");
        Files.writeString(
                folder.resolve("secret.jwks"),
                "{\"keys\":[" + KEY.replace("}", ",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}") + "]}");
        Files.writeString(folder.resolve("empty.jwks"), "{\"keys\":[]}");
        Files.writeString(folder.resolve("broken.jwks"), "{");
    }

    private ConfigOutcome read(String listen, String oauth) {
        String text = "domain: a.example.com\nlisten: \"" + listen + "\"\noauth: " + oauth + "\n";
        return ConfigReader.read(new SourceFile("interlock-server.yaml", text), folder, Map.of());
    }

    private List<Check> errors(String listen, String oauth) {
        return read(listen, oauth).diagnostics().stream()
                .filter(Diagnostic::isError)
                .map(Diagnostic::check)
                .toList();
    }

    private OAuthConfig loaded(String oauth) {
        return ((ConfigOutcome.Loaded) read("127.0.0.1:0", oauth))
                .config()
                .oauth()
                .orElseThrow();
    }

    @Test
    void whatIsUsual() {
        OAuthConfig config = loaded("{}");

        assertThat(config.issuer()).isEmpty();
        assertThat(config.tokenTime()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.algorithm()).isEqualTo(Algorithm.ED25519);
        assertThat(config.rotation()).isEqualTo(Duration.ofDays(30));
        assertThat(config.clients()).isEmpty();
    }

    @Test
    void whatIsWritten() {
        OAuthConfig config = loaded("{issuer: \"HTTPS://Gateway.Example.com:443\", token-time: 90s, algorithm: ES256,"
                + " rotation: 7d, clients: {billing: {keys: good.jwks}}}");

        assertThat(config.issuer()).contains("https://gateway.example.com");
        assertThat(config.tokenTime()).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.algorithm()).isEqualTo(Algorithm.ES256);
        assertThat(config.rotation()).isEqualTo(Duration.ofDays(7));
        assertThat(config.clients()).containsOnlyKeys("billing");
        assertThat(config.clients().get("billing").knows("1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://gateway.example.com/",
                "https://gateway.example.com/interlock",
                "https://gateway.example.com?a=b",
                "http://gateway.example.com",
                "gateway.example.com",
                "ftp://gateway.example.com"
            })
    void addressesThatAreNoIssuer(String issuer) {
        assertThat(errors("127.0.0.1:0", "{issuer: \"" + issuer + "\"}")).containsExactly(Check.ADDRESS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{token-time: 2h} | BAD_DURATION",
                "{token-time: 1s} | BAD_DURATION",
                "{rotation: 1m} | BAD_DURATION",
                "{algorithm: RS256} | BAD_VALUE",
                "{algorithm: none} | BAD_VALUE",
                "{lifetime: 5m} | UNKNOWN_KEY",
                "{clients: {billing: {}}} | MISSING_KEY",
                "{clients: {billing: {keys: none.jwks}}} | UNREADABLE",
                "{clients: {billing: {keys: secret.jwks}}} | BAD_VALUE",
                "{clients: {billing: {keys: empty.jwks}}} | BAD_VALUE",
                "{clients: {billing: {keys: broken.jwks}}} | BAD_VALUE",
                "{clients: {billing: {secret: abc}}} | MISSING_KEY",
                "[] | WRONG_SHAPE"
            })
    void mistakes(String oauth, Check check) {
        assertThat(errors("127.0.0.1:0", oauth)).contains(check);
    }

    @Test
    void whereOthersCanConnectTheAddressIsNamed() {
        assertThat(errors("0.0.0.0:7420", "{}")).containsExactly(Check.MISSING_KEY);
        assertThat(errors("0.0.0.0:7420", "{issuer: https://gateway.example.com}"))
                .isEmpty();
    }
}
