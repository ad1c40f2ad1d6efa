package dev.interlock.policy.story;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.scenario.PlainValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Plays a story on the engine, under one bundle and with a clock of its own. */
public final class StoryPlayer {

    private static final long BEGIN_MILLIS = 1_767_225_600_000L;
    private static final String NOTHING = "sha-256:" + "0".repeat(64);

    private final PolicyBundle.Compiled bundle;
    private final Story story;
    private final State state;
    private final Map<String, Long> tasks = new HashMap<>();
    private final Map<Integer, List<Caller>> approvers = new TreeMap<>();
    private final boolean approving;
    private long now = BEGIN_MILLIS;

    private StoryPlayer(PolicyBundle.Compiled bundle, Story story, boolean approving) {
        this.bundle = bundle;
        this.story = story;
        this.approving = approving;
        this.state = State.empty(withoutHabits(bundle.engine()));
    }

    /** The bundle without rules of the kind {@code unusual}: a story is too short for an amount to become usual. */
    private static Bundle withoutHabits(Bundle bundle) {
        return bundle.but()
                .withRules(bundle.rules().stream()
                        .filter(rule -> !(rule instanceof Rule.Unusual))
                        .toList())
                .build();
    }

    /**
     * The outcome of a story.
     *
     * @param answers the answer of the engine to each move; {@code Done} where time passed
     * @param approvers the people who approved a call that was held, by the place of its move
     */
    public record Played(List<Answer> answers, Map<Integer, List<Caller>> approvers) {
        public Played {
            answers = List.copyOf(answers);
            approvers = Map.copyOf(approvers);
        }

        public Answer last() {
            return answers.getLast();
        }
    }

    public static Played play(PolicyBundle.Compiled bundle, Story story) {
        return play(bundle, story, false);
    }

    /** Plays a story in which people who are independent of everybody approve held calls, but for the last move. */
    public static Played playApproving(PolicyBundle.Compiled bundle, Story story) {
        return play(bundle, story, true);
    }

    private static Played play(PolicyBundle.Compiled bundle, Story story, boolean approving) {
        var player = new StoryPlayer(bundle, story, approving);
        player.record(new Event.BundleActivated(bundle.engine().name(), bundle.digest(), "story"));
        List<Answer> answers = new ArrayList<>();
        for (Move move : story.moves()) {
            answers.add(player.play(move, answers.size()));
        }
        return new Played(answers, player.approvers);
    }

    private Answer play(Move move, int place) {
        return switch (move) {
            case Move.Open open -> open(open);
            case Move.Call call -> call(call, place);
            case Move.Wait wait -> {
                now += wait.millis();
                yield decide(new Command.Tick());
            }
        };
    }

    private Answer open(Move.Open open) {
        OptionalLong parent = open.parent().isPresent()
                ? OptionalLong.of(tasks.getOrDefault(open.parent().get(), 0L))
                : OptionalLong.empty();
        Answer answer = decide(new Command.OpenTask(
                party(open.by()),
                parent,
                party(open.agent()),
                open.intent(),
                NOTHING,
                "story",
                open.objects(),
                OptionalLong.empty(),
                OptionalInt.empty()));
        if (answer instanceof Answer.Done done) {
            tasks.put(open.task(), done.number());
        }
        return answer;
    }

    private Answer call(Move.Call call, int place) {
        // Nobody has read anything in a story, and it reaches no one new: rules of the kinds `flow` and `first-use` are
        // silent.
        CallFacts facts = bundle.facts(call.server(), call.tool(), call.args(), PlainValues.digest(call.args()))
                .chosenBy(Provenance.NOTHING_READ)
                .reaching(Destinations.NONE);
        OptionalLong task = OptionalLong.of(tasks.getOrDefault(call.task(), 0L));
        var command = new Command.DecideCall(party(call.by()), task, facts);
        Answer answer = decide(command);
        if (approving && place < story.moves().size() - 1 && answer instanceof Answer.Hold hold) {
            approvers.put(place, approve(hold));
            answer = decide(command);
        }
        if (answer instanceof Answer.Permit permit) {
            decide(new Command.SettleCall(permit.call(), settlement(call)));
        }
        return answer;
    }

    /** Lets as many people as it takes approve a held call. */
    private List<Caller> approve(Answer.Hold hold) {
        List<Caller> people = new ArrayList<>();
        for (Finding finding : hold.findings()) {
            finding.need().ifPresent(need -> {
                for (int i = 0; i < need.count(); i++) {
                    Caller person = approver(people.size() + 1, need);
                    if (decide(approval(hold.hold(), person)) instanceof Answer.Done) {
                        people.add(person);
                    }
                }
            });
        }
        return people;
    }

    private Command approval(long hold, Caller person) {
        var answer = new Command.AnswerHold(hold, person, true, "story");
        HoldState held = state.holds().get(hold);
        return held == null ? answer : answer.confirmedWith(held.code());
    }

    private static Caller approver(int number, Need need) {
        Caller stranger = Stage.stranger("approver-" + number);
        return new Caller(
                stranger.name(),
                stranger.runtime(),
                true,
                false,
                stranger.attributes(),
                new TreeSet<>(need.by().stream().toList()),
                Optional.empty());
    }

    private Settlement settlement(Move.Call call) {
        return bundle.supposed(call.server(), call.tool(), call.args(), call.result());
    }

    private Caller party(String name) {
        return Objects.requireNonNull(story.cast().get(name), name);
    }

    private Answer decide(Command command) {
        Decision decision = Decider.decide(state, command, now);
        decision.events().forEach(this::record);
        return decision.answer();
    }

    private void record(Event event) {
        state.apply(new Recorded(state.nextSeq(), now, bundle.digest(), event));
    }

    /**
     * The place of the first move that was answered otherwise, with another verdict or held for another approval; empty if there is none.
     */
    public static Optional<Integer> difference(Played a, Played b) {
        for (int i = 0; i < a.answers().size(); i++) {
            if (!same(a.answers().get(i), b.answers().get(i))) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }

    private static boolean same(Answer a, Answer b) {
        return a.getClass() == b.getClass() && needs(a).equals(needs(b));
    }

    /** The approvals that would let a held call through. */
    private static Set<Need> needs(Answer answer) {
        return answer instanceof Answer.Hold hold
                ? hold.findings().stream()
                        .flatMap(finding -> finding.need().stream())
                        .collect(Collectors.toSet())
                : Set.of();
    }
}
