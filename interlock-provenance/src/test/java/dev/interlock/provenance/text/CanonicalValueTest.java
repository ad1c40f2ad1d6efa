package dev.interlock.provenance.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two values have one canonical form if they have the same tokens. */
class CanonicalValueTest {

    private static final Fingerprints KEY = new Fingerprints(1, 2);

    private static final List<String> VALUES = List.of(
            "dora@example.com",
            "Dora@EXAMPLE.com",
            "d\u043era@example.com",
            "do\u200bra@example.com",
            "dora-example.com",
            "doraexample.com",
            "dora @ example . com",
            "https://www.example.com/a?b=1",
            "example.com/a?b=1",
            "\uff44ora@example.com",
            "\u4e1c\u4eac",
            "\u4e1c \u4eac",
            "a\u4e1cb",
            "\ufb01le",
            "file",
            "",
            "*",
            "DE89 3704 0044",
            "de89-3704-0044");

    @Test
    void formsAreEqualWhereTokensAre() {
        for (String one : VALUES) {
            for (String other : VALUES) {
                assertThat(CanonicalValue.of(one).equals(CanonicalValue.of(other)))
                        .as(one + " and " + other)
                        .isEqualTo(tokens(one).equals(tokens(other)));
            }
        }
    }

    private static List<Long> tokens(String value) {
        return Stream.of(Tokens.of(CanonicalValue.bare(value), KEY).fingerprints())
                .flatMap(all -> Arrays.stream(all).boxed())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"https://www.Example.com/, example com", "Dora@example.com, dora example com", "'  a_b ', a b"})
    void aFormIsTheTokensWithASpaceBetweenThem(String value, String form) {
        assertThat(CanonicalValue.of(value)).isEqualTo(form);
    }
}
