package dev.interlock.cli.draft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Ids that are made up for scenarios. */
class PatternSampleTest {

    @Test
    void usualPatternsHaveASample() {
        assertThat(PatternSample.of("V-[1-9][0-9]{0,17}")).contains("V-1");
        assertThat(PatternSample.of("[A-Z]{3}-\\d+")).contains("AAA-1");
        assertThat(PatternSample.of("cus_[a-z0-9]{4,8}x?")).contains("cus_aaaax");
        assertThat(PatternSample.of("a\\.b.")).contains("a.ba");
    }

    @Test
    void anyOtherPatternHasNone() {
        for (String pattern : List.of("", "(a|b)", "[^a]", "[", "a{", "a{x}", "\\", "(?=x)y", "a{,3}", "[\\]]")) {
            assertThat(PatternSample.of(pattern)).as(pattern).isEmpty();
        }
    }
}
