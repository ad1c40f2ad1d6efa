package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ContactChanges;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The facts of a call with several answers under one key: none of the later ones replaces what an earlier one made of the call. */
class JoinedFactsTest {

    private static final List<String> TIERS = List.of("low", "mid", "high");
    private static final BinaryOperator<String> STRICTER =
            (one, other) -> TIERS.get(Math.max(TIERS.indexOf(one), TIERS.indexOf(other)));

    private static CallFacts answered(String tier) {
        return CallFacts.builder("bank/add", "sha-256:" + tier, tier).build();
    }

    @ParameterizedTest
    @CsvSource({"low, high, high", "high, low, high", "mid, mid, mid", "low, mid, mid"})
    void theStricterTierRemains(String now, String before, String joined) {
        assertThat(JoinedFacts.joined(answered(now), answered(before), STRICTER).risk())
                .isEqualTo(joined);
    }

    @Test
    void theTierOfAnAnswerThatOthersFollowedRemains() {
        CallFacts twice = JoinedFacts.joined(answered("mid"), answered("high"), STRICTER);
        assertThat(JoinedFacts.joined(answered("low"), twice, STRICTER).risk()).isEqualTo("high");
    }

    @Test
    void theCallIsIdentifiedByItsLatestAnswers() {
        CallFacts joined = JoinedFacts.joined(answered("low"), answered("high"), STRICTER);
        assertThat(joined.argumentsDigest()).isEqualTo("sha-256:low");
    }

    @Test
    void aContactIsRegisteredInTheStricterTier() {
        CallFacts now = answered("low").changing(new ContactChanges(texts("sha-256:a"), false, texts()));
        CallFacts joined = JoinedFacts.joined(now, answered("high"), STRICTER);
        assertThat(joined.risk()).isEqualTo("high");
        assertThat(joined.contacts().orElseThrow().registered()).containsExactly("sha-256:a");
    }

    private static SortedSet<String> texts(String... all) {
        return new TreeSet<>(Set.of(all));
    }
}
