package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.ChosenValues;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Prose;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.render.AmountWords;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the model of the page of a hold from what the API tells the viewer about it. */
final class DecisionReader {

    private static final int INSTRUCTION = 600;
    private static final int LONGEST_INSTRUCTION = 16 << 10;
    private static final int MOST_CALLS = 4;
    private static final int MOST_WITNESSES = 6;

    private final JsonNode hold;
    private final Visit visit;
    private final Instant since;

    DecisionReader(JsonNode hold, Visit visit) {
        this.hold = hold;
        this.visit = visit;
        this.since = Nodes.time(hold, "since").orElse(visit.now());
    }

    /**
     * @param notes about what the viewer tried
     * @param typed what they had typed
     */
    Decision read(List<Note> notes, Typed typed) throws V1Refusal, IOException {
        var answers = new AnswerReader(hold, visit);
        var all = new ArrayList<>(notes);
        answers.outcome().ifPresent(all::add);
        return new Decision(
                head(),
                List.copyOf(all),
                asked(),
                Nodes.list(hold.path("reasons"), DecisionReader::reason),
                ChosenValues.of(hold.path("provenance"), Nodes.text(hold.path("task"), "id")),
                Nodes.list(hold.path("facts"), DecisionReader::fact),
                new ValueReader(hold, since).read(),
                before(),
                answers.standing(),
                answers.needs(),
                answers.answers(),
                then(),
                answers.form(typed));
    }

    private Decision.Head head() {
        String state = Nodes.given(hold.path("ended"), "as").orElse(Nodes.text(hold, "state"));
        boolean approved = hold.path("approved").asBoolean();
        return new Decision.Head(
                Nodes.text(hold, "id"),
                Text.of(say(hold)),
                Nodes.text(hold, "agent"),
                Nodes.text(hold, "tool"),
                Nodes.texts(hold, "objects"),
                state.equals("open"),
                HoldWords.state(state, approved),
                HoldWords.tone(state, approved),
                state.equals("open") ? Nodes.time(hold, "until") : Optional.empty(),
                since,
                Nodes.text(hold, "risk"),
                Nodes.given(hold, "amount").map(AmountWords::of));
    }

    /** How the call reads: else by tool and object. */
    static String say(JsonNode hold) {
        return Nodes.given(hold, "say").orElseGet(() -> {
            List<String> objects = Nodes.texts(hold, "objects");
            return Nodes.text(hold, "tool") + (objects.isEmpty() ? "" : " on " + objects.getFirst());
        });
    }

    private Decision.Asked asked() {
        JsonNode task = hold.path("task");
        Optional<String> instruction = Nodes.given(task, "instruction").filter(text -> !text.isBlank());
        return new Decision.Asked(
                Nodes.text(task, "openedBy"),
                instruction.map(text -> Text.of(text, INSTRUCTION)),
                instruction.filter(text -> text.length() > INSTRUCTION).map(text -> Text.of(text, LONGEST_INSTRUCTION)),
                Nodes.text(task, "id"),
                Words.sentence(Nodes.given(task, "goal").orElseGet(() -> Nodes.text(task, "intent"))),
                Nodes.texts(task, "objects"));
    }

    private static Decision.Reason reason(JsonNode reason) {
        String rule = Nodes.text(reason, "rule");
        String title = Nodes.text(reason, "title");
        String text = Nodes.text(reason, "text");
        String named = rule + " (" + title + "): ";
        return new Decision.Reason(
                rule,
                Text.of(title),
                Prose.of(Words.sentence(text.startsWith(named) ? text.substring(named.length()) : text)),
                Nodes.list(reason.path("witnesses"), DecisionReader::witness).stream()
                        .limit(MOST_WITNESSES)
                        .toList());
    }

    private static Decision.Witness witness(JsonNode witness) {
        return new Decision.Witness(
                Prose.of(Nodes.text(witness, "call") + ": "
                        + Nodes.given(witness, "did").orElseGet(() -> Nodes.text(witness, "text"))),
                Nodes.time(witness, "at"));
    }

    private static Decision.Fact fact(JsonNode fact) {
        List<String> calls = Nodes.texts(fact, "calls");
        int shown = Math.min(calls.size(), MOST_CALLS);
        return new Decision.Fact(
                Prose.of(Nodes.text(fact, "text")),
                calls.subList(0, shown),
                calls.size() - shown,
                Nodes.text(fact, "rule"));
    }

    private Decision.Before before() {
        List<Decision.Past> calls = Nodes.list(hold.path("before"), this::past).reversed();
        return new Decision.Before(calls, Nodes.given(hold, "recordUnavailable"));
    }

    private Decision.Past past(JsonNode entry) {
        String verdict = Nodes.text(entry, "verdict");
        String outcome = Nodes.text(entry, "outcome");
        return new Decision.Past(
                Nodes.time(entry, "time").orElse(since),
                HoldWords.icon(verdict, outcome),
                HoldWords.went(verdict, outcome),
                Text.of(Nodes.text(entry, "who")),
                Text.of(Nodes.given(entry, "say").orElseGet(() -> say(entry))),
                Nodes.text(entry, "id"));
    }

    private Decision.Then then() {
        JsonNode then = hold.path("then");
        return new Decision.Then(
                Prose.of(Nodes.text(then, "approve")),
                Prose.of(Nodes.text(then, "reject")),
                Prose.of(Nodes.text(then, "nothing")));
    }
}
