package dev.interlock.server.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.setting.Listen;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may read metrics: nobody by default, and never everybody who can connect. */
class TelemetryReaderTest {

    private static ConfigOutcome read(String telemetry) {
        return ConfigReader.read(
                new SourceFile("c.yaml", "domain: d.example\n" + telemetry), Path.of("/nowhere"), Map.of());
    }

    private static TelemetryConfig.Metrics metrics(String text) {
        return ((ConfigOutcome.Loaded) read("telemetry: {metrics: " + text + "}\n"))
                .config()
                .telemetry()
                .metrics()
                .orElseThrow();
    }

    @Test
    void nothingIsToldByDefault() {
        assertThat(((ConfigOutcome.Loaded) read("")).config().telemetry()).isEqualTo(TelemetryConfig.NOTHING);
    }

    @Test
    void aTokenGuardsThem() {
        Token token = Token.create(new SecureRandom());
        TelemetryConfig.Metrics guarded = metrics("{token: \"" + token.hash() + "\"}");
        assertThat(guarded.lets(List.of("Bearer " + token.reveal()))).isTrue();
        assertThat(guarded.lets(List.of())).isFalse();
        assertThat(guarded.lets(
                        List.of("Bearer " + Token.create(new SecureRandom()).reveal())))
                .isFalse();
        assertThat(guarded.lets(List.of("Bearer " + token.reveal(), "Bearer " + token.reveal())))
                .as("said twice")
                .isFalse();
    }

    @Test
    void withoutATokenOnlyThisMachineConnects() {
        assertThat(metrics("{listen: \"127.0.0.1:9464\"}").lets(List.of())).isTrue();
        assertThat(metrics("{listen: \"[::1]:9464\"}").listen()).contains(new Listen("::1", 9464));
        for (String open : List.of("{}", "{listen: \"0.0.0.0:9464\"}", "{listen: \"gateway.example.com:9464\"}")) {
            assertThat(read("telemetry: {metrics: " + open + "}\n"))
                    .as(open)
                    .isInstanceOf(ConfigOutcome.Rejected.class);
        }
    }
}
