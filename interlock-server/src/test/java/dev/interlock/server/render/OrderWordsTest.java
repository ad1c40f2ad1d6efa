package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OrderWordsTest {

    private static final Key KEY = new Key("release", "7");

    private final FindingWords words =
            new FindingWords(Bundle.of("b", "sha-256:0").build());

    private static Finding finding(
            FindingCode code, Optional<String> attribute, List<Witness> witnesses, String detail) {
        return new Finding("R", code, Outcome.DENY, Optional.of(KEY), attribute, witnesses, Optional.empty(), detail);
    }

    private static Finding outOfOrder(List<Witness> witnesses, String detail) {
        return finding(FindingCode.OUT_OF_ORDER, Optional.empty(), witnesses, detail);
    }

    @Test
    void aFirstIsMissing() {
        Finding missing = outOfOrder(List.of(), "release.test");
        assertThat(words.forPeople(missing))
                .isEqualTo("R: `release.test` has not been done on release/7, or not recently enough");
        assertThat(words.forAgent(missing)).isEqualTo("R: `release.test` must be done first on release/7");
    }

    @Test
    void aThirdCameInBetween() {
        Finding between = outOfOrder(List.of(new Witness(9, "code.change|code.merge")), "release.test");
        assertThat(words.forPeople(between))
                .isEqualTo("R: `code.change` or `code.merge` (c-9) was done on release/7, and `release.test` "
                        + "has not been done since, or not recently enough");
        assertThat(words.forAgent(between))
                .isEqualTo("R: `release.test` must be done first on release/7, after what happened in between");
    }

    @Test
    void aThirdRulesItOut() {
        Finding never = outOfOrder(List.of(new Witness(9, "release.freeze")), "");
        assertThat(words.forPeople(never))
                .isEqualTo("R: `release.freeze` (c-9) was done on release/7, after which this is not allowed");
        assertThat(words.forAgent(never))
                .isEqualTo("R: something was done on release/7 after which this is not allowed");
    }

    @Test
    void aKeyIsClosed() {
        Finding closed =
                finding(FindingCode.KEY_CLOSED, Optional.empty(), List.of(new Witness(9, "release.archive")), "");
        assertThat(words.forPeople(closed)).isEqualTo("R: `release.archive` (c-9) closed release/7 for this rule");
        assertThat(words.forAgent(closed))
                .isEqualTo("R: release/7 is closed for this: nothing more of this kind can be done on it");
    }

    @Test
    void whoClosesAKeyIsNotIndependent() {
        Finding dependent = finding(
                FindingCode.CLOSING_NOT_INDEPENDENT,
                Optional.of("owner"),
                List.of(new Witness(9, "release.deploy")),
                "");
        assertThat(words.forPeople(dependent))
                .isEqualTo("R: a party with the same or an unknown owner did `release.deploy` (c-9) on "
                        + "release/7, and cannot close it");
        assertThat(words.forAgent(dependent))
                .isEqualTo(
                        "R: you, or a party that is not independent of you, did the work that this call would close on "
                                + "release/7; an independent party must close it");
    }

    @Test
    void aConflictNamesInWhatThePartiesAreTheSame() {
        Finding conflict =
                finding(FindingCode.DUTY_CONFLICT, Optional.of("chain"), List.of(new Witness(9, "release.test")), "");
        assertThat(words.forPeople(conflict))
                .isEqualTo("R: the same delegation chain already did `release.test` (c-9) on release/7");
    }
}
