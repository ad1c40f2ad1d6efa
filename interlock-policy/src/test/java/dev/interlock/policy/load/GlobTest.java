package dev.interlock.policy.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns of {@code include} match what a shell's would. */
class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "*.yaml, a.yaml, true",
        "*.yaml, a/b.yaml, false",
        "rules/?.yaml, rules/a.yaml, true",
        "rules/?.yaml, rules/ab.yaml, false",
        "**/*.yaml, a.yaml, true",
        "**/*.yaml, a/b/c.yaml, true",
        "**/x/*.yaml, x/a.yaml, true",
        "**/x/*.yaml, a/b/x/c.yaml, true",
        "**/x/*.yaml, a/x/x/c.yaml, true",
        "**/x/*.yaml, a/y/c.yaml, false",
        "**/x/**/y.yaml, a/x/b/x/c/y.yaml, true",
        "**.yaml, a/b.yaml, true",
        "rules/**, rules/a/b.yaml, true",
        "rules/**, other/a.yaml, false",
        "a.b*.yaml, axb.yaml, false",
        "'[a].yaml', a.yaml, false",
    })
    void aPatternMatchesTheWholePath(String pattern, String path, boolean matches) {
        assertThat(Glob.matches(pattern, path)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "*.yaml, a, false",
        "*.yaml, '', true",
        "rules/*.yaml, rules, true",
        "rules/*.yaml, other, false",
        "rules/*.yaml, rules/deep, false",
        "*/*.yaml, other, true",
        "**/x.yaml, a/b, true",
        "rules/**, rules/a/b, true",
        "rules/**, other, false",
        "rules**, rules/a, true",
    })
    void aFolderMattersToThePatternsThatReachBelowIt(String pattern, String folder, boolean matters) {
        assertThat(Glob.mayMatchBelow(pattern, folder)).isEqualTo(matters);
    }
}
