package dev.interlock.server.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and queries as they are taken apart. */
class RequestTargetTest {

    @Test
    void segmentsAreSplitBeforeTheyAreDecoded() {
        assertThat(RequestTarget.segments("/v1/a%2Fb/c%20d/e+f/")).containsExactly("v1", "a/b", "c d", "e+f", "");
        assertThat(RequestTarget.segments("/")).containsExactly("");
    }

    @Test
    void aSegmentThatCannotBeDecodedStaysAsItIs() {
        assertThat(RequestTarget.segments("/v1/%zz/%4")).containsExactly("v1", "%zz", "%4");
    }

    @Test
    void parametersAreDecodedAndKeepTheirOrder() throws Exception {
        assertThat(RequestTarget.parameters("")).isEmpty();
        assertThat(RequestTarget.parameters("b=%C3%A9&a%20b=1&b="))
                .containsExactly(Map.entry("b", List.of("\u00e9", "")), Map.entry("a b", List.of("1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "&", "=b", "a=b&", "a=b+c", "a=b;c=d", "a=%", "a=%zz", "a=%ff", "a=%00", "a=<"})
    void aQueryThatTwoReadersCouldReadDifferentlyIsRefused(String query) {
        assertThat(catchThrowableOfType(Refusal.class, () -> RequestTarget.parameters(query)))
                .returns(400, Refusal::status)
                .returns(Refusal.INVALID, Refusal::code);
    }
}
