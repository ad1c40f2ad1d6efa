package dev.interlock.server.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which codes can say that something is refused. */
class DenialFormTest {

    @ParameterizedTest
    @ValueSource(ints = {-32001, 1403, 403, -1, -31999, -32769, 999_999_999})
    void codesThatMeanNothingElse(int code) {
        assertThat(DenialForm.wrong(code)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                -32768, -32700, -32603, -32602, -32100, -32099, -32042, -32022, -32020, -32019, -32002, -32000, 0, 1429,
                1502
            })
    void codesThatClientsTakeForSomethingElse(int code) {
        assertThat(DenialForm.wrong(code)).isPresent();
    }
}
