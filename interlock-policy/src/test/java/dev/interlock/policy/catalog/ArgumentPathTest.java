package dev.interlock.policy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths into arguments and results, as the catalogue writes them. */
class ArgumentPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "args",
                "args.",
                "args[]",
                "args[\"\"]",
                "args[\"a\"b\"]",
                "args['a']",
                "args[\"a\\\"]",
                "args.a[\"b\"",
                "args.a b",
                "args.a??",
                "argsx.a",
                "args.a.b.c.d.e.f.g.h.i"
            })
    void whatIsNoPathIsRefused(String text) {
        assertThat(ArgumentPath.parse(text)).isEmpty();
    }

    @Test
    void aPathIsWrittenAsItIsRead() {
        for (String text : List.of("args.a-b._c", "args[\"mcp:answers\"].q1", "result.a[\"[x] 'y'\"].b[\"c d\"]")) {
            assertThat(ArgumentPath.parse(text).orElseThrow()).hasToString(text);
        }
        assertThat(ArgumentPath.parse("args[\"plain\"]?").orElseThrow()).hasToString("args.plain");
    }
}
