package dev.interlock.engine.wall;

import static dev.interlock.engine.RuleStage.CLOSE;
import static dev.interlock.engine.RuleStage.CREATE;
import static dev.interlock.engine.RuleStage.OPEN;
import static dev.interlock.engine.RuleStage.OTHER;

import dev.interlock.engine.RuleStage;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Walls between clients, and what they tell in one line for each finding. */
final class Walls {

    private static final String MARK = CREATE + "|" + CLOSE + "|" + OPEN;

    private Walls() {}

    static RuleStage between(String type, Optional<String> conflictClass) {
        var datasets = new Rule.Datasets.Objects(Set.of(OPEN, CLOSE, CREATE), type, conflictClass);
        return new RuleStage(new Rule.Wall(RuleStage.head(), datasets, OptionalLong.empty(), Optional.empty()));
    }

    /** One class, in which all clients are. */
    static RuleStage clients() {
        return between("client", Optional.empty());
    }

    /**
     * A class for each sector. Clients 3, 5 and 6 are in oil, 1 and 2 in banks, and 4 in both; by somebody who has no part in
     * the story.
     */
    static RuleStage sectors() {
        RuleStage stage = between("client", Optional.of("sector"));
        for (String client : List.of("client/3", "client/5", "client/6")) {
            register(stage, client, "sector/oil");
        }
        register(stage, "client/1", "sector/banks");
        register(stage, "client/2", "sector/banks");
        register(stage, "client/4", "sector/banks", "sector/oil");
        return stage;
    }

    static void register(RuleStage stage, String client, String... sectors) {
        stage.call(stage.cleo, OTHER).creates("client", sectors).done(client);
    }

    /** The findings of the call; where it is permitted, it then fails, and has touched nothing. */
    static List<String> told(RuleStage stage, RuleStage.Call call) {
        Answer.Verdict verdict = call.ask();
        if (verdict instanceof Answer.Permit) {
            stage.fail(verdict.call());
        }
        return told(verdict.findings());
    }

    static List<String> told(List<Finding> findings) {
        return findings.stream().map(Walls::told).toList();
    }

    private static String told(Finding finding) {
        return told(
                finding.code().name(),
                finding.key().map(Key::toString).orElse("no key"),
                finding.attribute().orElse("no attribute"),
                finding.outcome(),
                finding.witnesses(),
                finding.detail());
    }

    /** The finding that two datasets of the class with the key were touched, the other ones by these calls. */
    static String crossed(String key, String attribute, Outcome outcome, long... calls) {
        return told(
                "WALL_CROSSED",
                key,
                attribute,
                outcome,
                Arrays.stream(calls)
                        .sorted()
                        .mapToObj(call -> new Witness(call, MARK))
                        .toList(),
                "");
    }

    /** The finding that a link made one value of two that stood on two sides. */
    static String latent(String key, String value, long... calls) {
        return crossed(key, "owner", Outcome.RECORD, calls) + value;
    }

    static String notEvaluable(String type) {
        return told("NOT_EVALUABLE", "no key", "no attribute", Outcome.DENY, List.of(), type);
    }

    private static String told(
            String code, String key, String attribute, Outcome outcome, List<Witness> witnesses, String detail) {
        String calls = witnesses.stream()
                .map(witness -> witness.mark() + " in " + witness.call())
                .collect(Collectors.joining(", "));
        return code + " " + key + " " + attribute + " " + outcome + " [" + calls + "] " + detail;
    }
}
