package dev.interlock.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlReaderTest {

    private static YamlTree read(String text) {
        return YamlReader.read(new SourceFile("a.yaml", text));
    }

    private static Node.Scalar scalar(String text) {
        return (Node.Scalar)
                ((Node.Mapping) read(text).root().orElseThrow()).get("a").orElseThrow();
    }

    @Test
    void everyNodeKnowsItsPlace() {
        Node.Mapping root =
                (Node.Mapping) read("a: 1\nb:\n  - x\n  - {c: 'y'}\n").root().orElseThrow();
        assertThat(root.place()).hasToString("a.yaml:1:1");
        Node.Sequence list = (Node.Sequence) root.get("b").orElseThrow();
        assertThat(list.place()).hasToString("a.yaml:3:3");
        assertThat(list.items().get(0).place()).hasToString("a.yaml:3:5");
        Node.Mapping inner = (Node.Mapping) list.items().get(1);
        assertThat(inner.get("c").orElseThrow().place()).hasToString("a.yaml:4:9");
        assertThat(inner.get("c").orElseThrow().place().length()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "1,INTEGER",
        "-7,INTEGER",
        "1.5,DECIMAL",
        "1e4,DECIMAL",
        "true,BOOLEAN",
        "yes,TEXT",
        "no,TEXT",
        "~,NULL",
        "0x1f,TEXT",
        "'\"1\"',TEXT",
        "1_000,TEXT",
        "2026-01-01,TEXT",
        ".5,DECIMAL",
        "1:30,TEXT"
    })
    void aPlainScalarIsWhatTheCoreSchemaSays(String written, Node.ScalarType type) {
        assertThat(scalar("a: " + written).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '^',
            quoteCharacter = '~',
            value = {
                "a: x && bad^5^1^9",
                "a: 'x && bad'^5^1^10",
                "a: 'it''s bad'^5^1^11",
                "a: \"x \\\"q\\\" bad\"^6^1^13",
                "a: \"x \\u0041 bad\"^4^1^14",
                "a: |-{nl}  x &&{nl}  bad^5^3^3",
                "a: >-{nl}  x &&{nl}  bad^5^3^3",
                "a:{nl}  x &&{nl}     bad^5^3^6",
                "a: 'x &&{nl}  bad'^5^2^3",
                "ä: 1{nl}a: 'ü😀 bad'^3^2^8",
            })
    void aPlaceInsideAScalarIsFound(String written, int offset, int line, int column) {
        Node.Scalar scalar = scalar(written.replace("{nl}", "\n"));
        assertThat(scalar.value().substring(scalar.value().offsetByCodePoints(0, offset)))
                .startsWith("bad");
        assertThat(scalar.placeAt(offset)).hasToString("a.yaml:" + line + ":" + column);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [",
                "a: 'x",
                "a: b: c",
                "\ta: 1",
                "a: \u0007",
                "- a\nb",
                "a: 1\n---\nb: 2",
                "{a: 1}}",
                "? [x]\n: y",
                "a: \ud800",
                "&a b: 1",
                "*a",
                "!x a: 1"
            })
    void whatIsNoTreeIsAProblemWithAPlace(String text) {
        assertThat(read(text).problems()).isNotEmpty().allSatisfy(p -> {
            assertThat(p.message()).isNotBlank();
            assertThat(p.place().line()).isPositive();
        });
    }

    @Test
    void depthIsBounded() {
        assertThat(read("[".repeat(50) + "]".repeat(50)).problems())
                .extracting(Problem::kind)
                .containsExactly(Problem.Kind.TOO_DEEP);
        assertThat(read("[".repeat(200_000)).problems())
                .as("said once; the rest, in which no bracket is closed, is not read")
                .extracting(Problem::kind)
                .containsExactly(Problem.Kind.TOO_DEEP);
        assertThat(read("[".repeat(1_000_000) + "]".repeat(1_000_000)).problems())
                .extracting(Problem::kind)
                .containsExactly(Problem.Kind.TOO_DEEP);
        assertThat(read("[".repeat(900)).problems())
                .as("what is passed over is still read")
                .extracting(Problem::kind)
                .containsExactly(Problem.Kind.TOO_DEEP, Problem.Kind.SYNTAX);
        assertThat(read("[".repeat(30) + "]".repeat(30)).problems()).isEmpty();
    }

    @Test
    void anEmptyFileHasNoRoot() {
        assertThat(read("# nothing\n").root()).isEmpty();
        assertThat(read("").problems()).isEmpty();
    }
}
