package dev.interlock.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The words of findings are those of the ledger: {@code EventCodecTest} compares them. */
class ReasonCodeTest {

    @Test
    void theCodesOfRefusalsAreTheGoldenOnes() throws IOException {
        try (InputStream in = ReasonCodeTest.class.getResourceAsStream("refusal-codes.txt")) {
            assertThat(in).isNotNull();
            assertThat(Arrays.stream(RefusalCode.values()).map(RefusalCode::text))
                    .as("a new code is added to the file; a code is never renamed or removed, agents rely on it")
                    .containsExactlyElementsOf(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        }
    }

    @Test
    void aPartyThatIsBarredIsToldTheSameReasonForCallsAndForRequests() {
        for (Barred barred : Barred.values()) {
            assertThat(barred.finding().name()).isEqualTo(barred.name());
            assertThat(barred.refusal().name()).isEqualTo(barred.name());
        }
    }
}
