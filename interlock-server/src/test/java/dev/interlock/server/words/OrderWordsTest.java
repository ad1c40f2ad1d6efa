package dev.interlock.server.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OrderWordsTest {

    private static final Key KEY = new Key("release", "7");

    private final FindingWords words = new FindingWords(new Bundle(
            "b", "sha-256:0", new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), Map.of(), new TreeMap<>(), List.of()));

    private static Finding finding(Code code, Optional<String> attribute, List<Witness> witnesses, String detail) {
        return new Finding("R", code, Outcome.DENY, Optional.of(KEY), attribute, witnesses, Optional.empty(), detail);
    }

    private static Finding outOfOrder(List<Witness> witnesses, String detail) {
        return finding(Code.OUT_OF_ORDER, Optional.empty(), witnesses, detail);
    }

    @Test
    void aFirstIsMissing() {
        Finding missing = outOfOrder(List.of(), "release.test");
        assertThat(words.forPeople(missing))
                .isEqualTo("R: `release.test` has not been done on release/7, or not recently enough");
        assertThat(words.forAgent(missing)).isEqualTo("R: `release.test` has to be done first on release/7");
    }

    @Test
    void aThirdCameInBetween() {
        Finding between = outOfOrder(List.of(new Witness(9, "code.change|code.merge")), "release.test");
        assertThat(words.forPeople(between))
                .isEqualTo(
                        "R: `code.change` or `code.merge` (c-9) was done on release/7 since the last `release.test`");
        assertThat(words.forAgent(between))
                .isEqualTo("R: `release.test` has to be done first on release/7, again, for something came in between");
    }

    @Test
    void aThirdRulesItOut() {
        Finding never = outOfOrder(List.of(new Witness(9, "release.freeze")), "");
        assertThat(words.forPeople(never))
                .isEqualTo("R: `release.freeze` (c-9) was done on release/7, after which this comes no more");
        assertThat(words.forAgent(never))
                .isEqualTo("R: something was done on release/7 after which this comes no more");
    }
}
