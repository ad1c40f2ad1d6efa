package dev.interlock.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Asked;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.Stake;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call that was let through in the record and is stopped by another bundle leaves nothing in the state, whatever is recorded of it. */
class LedgerLaneTest {

    private static final String BUNDLE = """
        interlock: v1
        name: things
        owner: tests@example.com
        independence: {another: [owner]}
        risk: {high: {independence: another, on-conflict: deny, on-missing: deny}}
        intents: {use: {goal: Use things, allow: [thing.change, thing.read]}}
        sources: {feed: {trusted-for: [thing.change]}}
        server: things
        tools: {change: {duty: thing.change}, read: {duty: thing.read}}
        rules:
          - {id: T-1, title: Not changed, forbid: {duty: %s}}
        """;

    private final Caller ann = caller("ann");
    private final List<Recorded> recorded = new ArrayList<>();

    private static Caller caller(String name) {
        return new Caller(
                name,
                name + "#1",
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known("one"))),
                new TreeSet<>(),
                Optional.empty());
    }

    private static Bundle bundle(Path folder, String forbidden) throws IOException {
        return compiled(folder, BUNDLE.formatted(forbidden));
    }

    private static Bundle compiled(Path folder, String text) throws IOException {
        PolicyBundle bundle = PolicyBundle.load(Served.bundle(folder, text));
        if (bundle instanceof PolicyBundle.Compiled compiled) {
            return compiled.engine();
        }
        throw new AssertionError(bundle.diagnostics());
    }

    private long ask(State state, Command command) {
        Decision decision = Decider.decide(state, command, 1_000);
        decision.events().forEach(event -> record(state, event));
        return switch (decision.answer()) {
            case Answer.Permit permit -> permit.call();
            case Answer.Done done -> done.number();
            default -> throw new AssertionError(decision.answer());
        };
    }

    private void record(State state, Event event) {
        var one = new Recorded(state.nextSeq(), 1_000, "sha-256:1", event);
        recorded.add(one);
        state.apply(one);
    }

    private static CallFacts facts() {
        return CallFacts.builder("things/change", "sha-256:1", "high")
                .marks(new TreeSet<>(List.of("thing.change")))
                .build();
    }

    private long open(State state) {
        return ask(
                state,
                new Command.OpenTask(
                        ann,
                        OptionalLong.empty(),
                        ann,
                        "use",
                        "sha-256:2",
                        "",
                        List.of(),
                        OptionalLong.empty(),
                        OptionalInt.empty()));
    }

    @Test
    void whatIsToldOfAStoppedCallEndsNothing(@TempDir Path folder) throws IOException {
        State state = State.empty(bundle(folder.resolve("before"), "thing.read"));
        record(state, new Event.BundleActivated("things", "sha-256:1", "test"));
        long task = open(state);
        for (int i = 0; i < 2; i++) {
            long call = ask(state, new Command.DecideCall(ann, OptionalLong.of(task), facts()));
            ask(
                    state,
                    new Command.Observe(
                            caller("feed"),
                            "id-" + i,
                            ann,
                            facts(),
                            List.of(),
                            OptionalLong.empty(),
                            OptionalLong.of(call)));
            ask(
                    state,
                    new Command.SettleCall(
                            call, i == 0 ? new Settlement.Unknown("no answer") : new Settlement.Succeeded(List.of())));
        }
        assertThat(recorded.stream()
                        .filter(one -> one.event() instanceof Event.CallConfirmed)
                        .count())
                .isEqualTo(3);

        var lane = new LedgerLane(bundle(folder.resolve("after"), "thing.change"), Assume.STOPPED);
        for (Recorded one : recorded) {
            if (one.event() instanceof Event.CallDecided decided) {
                Answer.Verdict verdict = lane.decide(decided, one.timeMillis());
                assertThat(verdict).isInstanceOf(Answer.Deny.class);
                lane.apply(one, verdict);
            } else {
                lane.apply(one, null);
            }
        }
    }

    @Test
    void whatWasReadIsTakenFromTheRecordAndNeverGuessed(@TempDir Path folder) throws IOException {
        State state = State.empty(bundle(folder.resolve("before"), "thing.read"));
        record(state, new Event.BundleActivated("things", "sha-256:1", "test"));
        long task = open(state);
        var untrusted = new Provenance(
                new TreeSet<>(List.of(Provenance.UNTRUSTED)), true, Stake.HIGH, Asked.NO, false, List.of());
        ask(state, new Command.DecideCall(ann, OptionalLong.of(task), facts()));
        ask(state, new Command.DecideCall(ann, OptionalLong.of(task), facts().chosenBy(Provenance.NOTHING_READ)));
        ask(state, new Command.DecideCall(ann, OptionalLong.of(task), facts().chosenBy(untrusted)));

        String flow = BUNDLE.replace("on-conflict: deny", "on-conflict: hold")
                .replace("forbid: {duty: %s}", "flow: {to: thing.change}");
        var lane = new LedgerLane(compiled(folder.resolve("after"), flow), Assume.HAPPENED);
        List<List<FindingCode>> codes = new ArrayList<>();
        for (Recorded one : recorded) {
            Answer.Verdict verdict =
                    one.event() instanceof Event.CallDecided decided ? lane.decide(decided, one.timeMillis()) : null;
            lane.apply(one, verdict);
            if (verdict != null) {
                codes.add(verdict.findings().stream().map(Finding::code).toList());
            }
        }
        assertThat(codes)
                .containsExactly(List.of(FindingCode.CONTENT_UNKNOWN), List.of(), List.of(FindingCode.ACT_NOT_ASKED));
    }
}
