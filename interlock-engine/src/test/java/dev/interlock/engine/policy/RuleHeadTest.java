package dev.interlock.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule with another head is the same rule in everything else, whatever its kind. */
class RuleHeadTest {

    private static final Rule.Head HEAD = new Rule.Head("R", "", Optional.empty(), false, List.of());
    private static final OptionalLong WINDOW = OptionalLong.of(1_000);
    private static final Set<String> MARKS = Set.of("pay");

    /** A rule of each kind, with a value other than the usual one in each of its parts. */
    static Stream<Rule> rules() {
        return Stream.of(
                new Rule.Separate(HEAD, List.of(MARKS), "client", WINDOW, 2, Optional.of(Level.DISTINCT)),
                new Rule.Require(HEAD, "pay", List.of(), Optional.empty(), Set.of("edit")),
                new Rule.Limit(
                        HEAD,
                        "pay",
                        "client",
                        OptionalLong.of(3),
                        new TreeMap<>(Map.of("EUR", BigDecimal.TEN)),
                        WINDOW),
                new Rule.Bind(HEAD, MARKS, "client", WINDOW, "owner"),
                new Rule.Order(HEAD, MARKS, Optional.of("sign"), "client", WINDOW, Set.of("edit")),
                new Rule.Wall(
                        HEAD,
                        new Rule.Datasets.Labels(List.of("label/a", "label/b")),
                        WINDOW,
                        Optional.of(Level.DISTINCT)),
                new Rule.Forbid(HEAD, MARKS, true),
                new Rule.Flow(
                        HEAD,
                        MARKS,
                        Provenance.UNTRUSTED,
                        Set.of(Origin.OWN),
                        false,
                        Optional.of(new Distance(700, 2_000))),
                new Rule.FirstUse(
                        HEAD,
                        MARKS,
                        Set.of("payee"),
                        true,
                        Optional.of(Provenance.UNTRUSTED),
                        Set.of(Origin.OWN),
                        "owner",
                        WINDOW,
                        Optional.empty()),
                new Rule.FirstUse(
                        HEAD,
                        MARKS,
                        Set.of("payee"),
                        false,
                        Optional.empty(),
                        Set.of(),
                        "owner",
                        OptionalLong.empty(),
                        Optional.of(new Rule.FirstUse.Rate(3, 1_000))),
                new Rule.Unusual(HEAD, MARKS, BigDecimal.TWO, 3, "owner", WINDOW));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void anotherHeadChangesNothingElse(Rule rule) {
        Rule.Head another = HEAD.withUntil("archive").asWaivable();
        assertThat(rule.with(another).head()).isEqualTo(another);
        assertThat(rule.with(another).with(HEAD)).isEqualTo(rule);
    }

    @Test
    void theRulesAreOfEachKind() {
        assertThat(rules().map(Object::getClass).distinct()).hasSize(Rule.class.getPermittedSubclasses().length);
    }
}
