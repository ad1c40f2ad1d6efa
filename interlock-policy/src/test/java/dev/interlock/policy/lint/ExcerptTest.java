package dev.interlock.policy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.load.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules as their author wrote them. */
class ExcerptTest {

    private static final String BUNDLE = """
            interlock: v1
            name: small
            owner: team@example.com
            independence: {another: []}
            risk: {high: {independence: another, on-conflict: deny, on-missing: hold}}
            objects: {file: {}}
            server: fs
            tools:
              read: {duty: file.read, on: {file: args.name}, effect: read, risk: high}
              write: {duty: file.write, on: {file: args.name}, risk: high}
            intents:
              work: {goal: Work, allow: [file.read, file.write], limits: {time: 1h, calls: 10}}
            """;

    private static Map<String, Excerpt> rules(String rules, int mostLines) {
        var files = Map.of("interlock.yaml", (BUNDLE + rules).getBytes(StandardCharsets.UTF_8));
        var loaded = PolicyBundle.load(new MemoryTree(files));
        assertThat(loaded).as(loaded.diagnostics().toString()).isInstanceOf(PolicyBundle.Compiled.class);
        return ((PolicyBundle.Compiled) loaded).places().rules(mostLines);
    }

    private static final String TWO = """
            rules:
              - id: R-1
                title: One
                # Both in one hand would be too much.
                separate:
                  duties: [file.read, file.write]
                  per: file

              # About the next one.
              - {id: R-2, title: Two, limit: {of: file.write, per: file, max: 3}}
            """;

    @Test
    void aRuleIsShownWithItsCommentsAndWithoutWhatFollows() {
        Excerpt first = rules(TWO, 60).get("R-1");
        assertThat(first.lines())
                .containsExactly(
                        "id: R-1",
                        "title: One",
                        "# Both in one hand would be too much.",
                        "separate:",
                        "  duties: [file.read, file.write]",
                        "  per: file");
        assertThat(first.path()).isEqualTo("interlock.yaml");
        assertThat(first.line()).isEqualTo(14);
        assertThat(first.cut()).isFalse();
        assertThat(rules(TWO, 60).get("R-2").lines())
                .containsExactly("{id: R-2, title: Two, limit: {of: file.write, per: file, max: 3}}");
    }

    @Test
    void whatIsLongIsCut() {
        Excerpt cut = rules(TWO, 2).get("R-1");
        assertThat(cut.lines()).containsExactly("id: R-1", "title: One");
        assertThat(cut.cut()).isTrue();
        // The line is cut in the middle of a character of two units, which is left out.
        Excerpt wide =
                rules(TWO.replace("One", "x".repeat(392) + "\ud83d\ude00"), 60).get("R-1");
        assertThat(wide.lines().get(1)).isEqualTo("title: " + "x".repeat(392));
        assertThat(wide.cut()).isTrue();
        assertThat(rules(TWO.replace("\n", "\r\n"), 60).get("R-1").lines()).hasSize(6);
    }
}
