package dev.interlock.policy.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.yaml.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class RendererTest {

    private static Diagnostic at(SourceFile file, int line, int column, int length, String message) {
        return new Diagnostic(Severity.ERROR, Check.UNKNOWN_KEY, file.at(line, column, length), message, "remove it");
    }

    @Test
    void showsLineAndCaret() {
        SourceFile file = new SourceFile("a.yaml", "x: 1\n  kee: 2\n");
        assertThat(new TextRenderer(false).render(List.of(at(file, 2, 3, 3, "no key `kee`"))))
                .isEqualTo("""
                        error[IL-0021]: no key `kee`
                         --> a.yaml:2:3
                          |
                        2 |   kee: 2
                          |   ^^^
                          = help: remove it

                        1 error, 0 warnings
                        """);
    }

    private static Diagnostic labelled(SourceFile file, int line, int column, int length, Label... labels) {
        return new Diagnostic(
                Severity.ERROR, Check.DUPLICATE_NAME, file.at(line, column, length), "twice", "once", List.of(labels));
    }

    @Test
    void anotherPlaceOfTheFileIsShownWithItsLabel() {
        SourceFile file = new SourceFile("a.yaml", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n" + "\n".repeat(4) + "f: 6\n");
        assertThat(new TextRenderer(false)
                        .render(List.of(labelled(
                                file,
                                10,
                                1,
                                1,
                                new Label(file.at(1, 1, 1), "first"),
                                new Label(file.at(2, 4, 1), "next"),
                                new Label(file.at(4, 1, 4), "over one line")))))
                .isEqualTo("""
                        error[IL-0024]: twice
                          --> a.yaml:10:1
                           |
                        1  | a: 1
                           | - first
                        2  | b: 2
                           |    - next
                        3  | c: 3
                        4  | d: 4
                           | ---- over one line
                        ...
                        10 | f: 6
                           | ^
                           = help: once

                        1 error, 0 warnings
                        """);
    }

    @Test
    void anotherFileIsShownBelow() {
        SourceFile file = new SourceFile("a.yaml", "a: 1\n");
        SourceFile other = new SourceFile("b.yaml", "\n  a: 2\n");
        assertThat(new TextRenderer(false)
                        .render(List.of(labelled(file, 1, 1, 1, new Label(other.at(2, 3, 1), "first defined here")))))
                .isEqualTo("""
                        error[IL-0024]: twice
                         --> a.yaml:1:1
                          |
                        1 | a: 1
                          | ^
                          |
                         ::: b.yaml:2:3
                          |
                        2 |   a: 2
                          |   - first defined here
                          = help: once

                        1 error, 0 warnings
                        """);
    }

    @Test
    void severalLabelsOfOneLineHangBelowEachOther() {
        SourceFile file = new SourceFile("a.yaml", "x: {one: 1, two: 2, three: 3}\n");
        Label one = new Label(file.at(1, 5, 3), "the first");
        Label three = new Label(file.at(1, 21, 5), "the last");
        assertThat(new TextRenderer(false).render(List.of(labelled(file, 1, 13, 3, three, one))))
                .isEqualTo("""
                        error[IL-0024]: twice
                         --> a.yaml:1:13
                          |
                        1 | x: {one: 1, two: 2, three: 3}
                          |     ---     ^^^     ----- the last
                          |     |
                          |     the first
                          = help: once

                        1 error, 0 warnings
                        """);
        assertThat(new TextRenderer(true).render(List.of(labelled(file, 1, 13, 3, one))))
                .contains("\u001b[1;31m^^^\u001b[0m", "\u001b[1;34m---\u001b[0m", "\u001b[1;34mthe first\u001b[0m");
        assertThat(JsonRenderer.render(List.of(labelled(file, 1, 13, 3, one))))
                .contains("\"remedy\": \"once\", \"labels\": [{\"file\": \"a.yaml\", \"line\": 1, \"column\": 5,"
                        + " \"length\": 3, \"text\": \"the first\"}]}");
    }

    @Test
    void nothingThatATerminalObeysGetsThrough() {
        SourceFile file = new SourceFile("a.yaml", "\u001b[31mx\u202e: \t1");
        String text = new TextRenderer(false).render(List.of(at(file, 1, 9, 1, "no key `\u001b[2J`")));
        assertThat(text).doesNotContain("\u001b", "\u202e", "\t");
        assertThat(new TextRenderer(true).render(List.of(at(file, 1, 1, 1, "x"))))
                .contains("\u001b[1;31merror[IL-0021]");
    }

    @Test
    void aLongLineIsCutAroundTheCaret() {
        SourceFile file = new SourceFile("a.yaml", "😀".repeat(500) + "bad" + "y".repeat(5_000));
        String text = new TextRenderer(false).render(List.of(at(file, 1, 501, 3, "x")));
        assertThat(text.lines())
                .allSatisfy(l -> assertThat(l.codePointCount(0, l.length())).isLessThan(200));
        String[] lines = text.split("\n");
        int caret = lines[4].codePointCount(0, lines[4].indexOf('^'));
        assertThat(lines[3].substring(lines[3].offsetByCodePoints(0, caret))).startsWith("bad");
    }

    @Test
    void aPlaceBeyondTheFileIsNoAccident() {
        SourceFile file = new SourceFile("a.yaml", "x: 1");
        assertThat(new TextRenderer(false).render(List.of(at(file, 7, 9, 4, "x"), at(file, 1, 90, 4, "y"))))
                .contains("a.yaml:7:9", "a.yaml:1:90");
    }

    @Test
    void jsonIsEscaped() {
        SourceFile file = new SourceFile("a\"b.yaml", "x");
        assertThat(JsonRenderer.render(List.of(at(file, 1, 1, 1, "a\\\n\u2028\""))))
                .isEqualTo(
                        "[\n  {\"severity\": \"error\", \"code\": \"IL-0021\", \"file\": \"a\\\"b.yaml\", \"line\": 1,"
                                + " \"column\": 1, \"length\": 1, \"message\": \"a\\\\\\u000a\\u2028\\\"\","
                                + " \"remedy\": \"remove it\"}\n]\n");
        assertThat(JsonRenderer.render(List.of())).isEqualTo("[]\n");
    }

    @Test
    void suggestsSlipsOfThePenOnly() {
        List<String> known = List.of("payment.release", "vendor.create", "read");
        assertThat(Suggestion.nearest("payment.relaese", known)).hasValue("payment.release");
        assertThat(Suggestion.nearest("raed", known)).hasValue("read");
        assertThat(Suggestion.nearest("vendor", known)).hasValue("vendor.create");
        assertThat(Suggestion.nearest("invoice.match", known)).isEmpty();
        assertThat(Suggestion.nearest("write", known)).isEmpty();
        assertThat(Suggestion.remedy("write", known, "x"))
                .isEqualTo("known: `payment.release`, `read`, `vendor.create`");
    }
}
