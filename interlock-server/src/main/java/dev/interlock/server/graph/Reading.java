package dev.interlock.server.graph;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.Card;
import dev.interlock.server.graph.Picture.Edge;
import dev.interlock.server.graph.Picture.Frame;
import dev.interlock.server.render.AmountWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.TaskStory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Recorded events as parts of a picture: tasks with their calls, and the objects that these touched. */
final class Reading {

    /** Arguments that say what an object is called, in the order in which they are asked for. */
    private static final List<String> NAMES = List.of("args.name", "args.title", "args.number", "args.subject");

    private final Function<Event.CallHeld, Verdict> held;
    private final Map<String, Frame> frames = new LinkedHashMap<>();
    private final Map<String, String> cards = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();

    /** @param held tells what became of a call that was held */
    Reading(Function<Event.CallHeld, Verdict> held) {
        this.held = held;
    }

    /** Reads a task with all its calls. */
    void task(TaskStory story) {
        var calls = new ArrayList<Call>();
        for (TaskStory.Call call : story.calls()) {
            Optional<Settlement> settlement = call.outcome().flatMap(Reading::settlement);
            calls.add(call(call.decided(), settlement));
            objects(call.event(), settlement);
        }
        List<String> credentials = story.leases().stream()
                .map(lease -> lease.event().credential())
                .distinct()
                .toList();
        frame(
                story.opened(),
                story.opening().timeMillis(),
                calls,
                story.ending().isPresent(),
                credentials);
    }

    /** Reads a task of which no more is known than that it was opened, and one call in it. */
    void task(Recorded opening, Call call) {
        frame((Event.TaskOpened) opening.event(), opening.timeMillis(), List.of(call), false, List.of());
    }

    /** Takes a task of which nothing is known but a call in it. */
    void task(String id, Call call) {
        frames.putIfAbsent(
                id,
                new Frame(
                        id,
                        "",
                        "",
                        call.agent(),
                        "",
                        false,
                        Optional.empty(),
                        call.timeMillis(),
                        List.of(call),
                        0,
                        0,
                        false,
                        List.of()));
    }

    /** Takes a task with these calls. */
    void frame(Event.TaskOpened opened, long time, List<Call> calls, boolean ended, List<String> credentials) {
        String id = Ids.task(opened.task());
        boolean person = opened.parent().isEmpty() && !opened.implicit();
        frames.putIfAbsent(
                id,
                new Frame(
                        id,
                        opened.intent(),
                        opened.instruction(),
                        opened.agent(),
                        opened.implicit() ? "" : opened.openedBy(),
                        person && !opened.openedBy().equals(opened.agent()),
                        opened.parent().isPresent()
                                ? Optional.of(Ids.task(opened.parent().getAsLong()))
                                : Optional.empty(),
                        time,
                        calls,
                        0,
                        0,
                        ended,
                        credentials));
    }

    /** The call as it is drawn. */
    Call call(Recorded decided, Optional<Settlement> outcome) {
        Event.CallDecided call = (Event.CallDecided) decided.event();
        return new Call(
                Ids.call(call.call()),
                decided.timeMillis(),
                verdict(call, outcome),
                call.actor().name(),
                does(call.facts()),
                call.facts().tool());
    }

    private Verdict verdict(Event.CallDecided call, Optional<Settlement> outcome) {
        return switch (call) {
            case Event.CallHeld waited -> held.apply(waited);
            case Event.CallDenied denied -> Verdict.STOPPED;
            case Event.CallObserved observed -> Verdict.WENT_THROUGH;
            case Event.CallReserved reserved ->
                outcome.orElse(null) instanceof Settlement.Unknown
                        ? Verdict.UNSURE
                        : reserved.waived().isEmpty() ? Verdict.WENT_THROUGH : Verdict.IN_A_LANE;
        };
    }

    static Optional<Settlement> settlement(Recorded recorded) {
        return switch (recorded.event()) {
            case Event.CallSettled settled -> Optional.of(settled.settlement());
            case Event.CallConfirmed confirmed -> Optional.of(confirmed.settlement());
            case Event.CallReconciled reconciled -> Optional.of(reconciled.settlement());
            default -> Optional.empty();
        };
    }

    /** The duties of a call: marks that are neither sinks nor labels. */
    static List<String> duties(CallFacts facts) {
        return facts.marks().stream()
                .filter(mark -> !mark.startsWith("sink/") && !mark.startsWith("label/"))
                .toList();
    }

    /** Returns what the call does in a word: the end of its duty's name, else of its tool's. */
    private static String does(CallFacts facts) {
        return duties(facts).stream()
                .findFirst()
                .map(duty -> duty.substring(duty.lastIndexOf('.') + 1))
                .orElse(facts.tool().substring(facts.tool().lastIndexOf('/') + 1));
    }

    /** Reads what the call was about, and what it touched if it went through. */
    void objects(Event.CallDecided call, Optional<Settlement> outcome) {
        CallFacts facts = call.facts();
        List<Key> created = new ArrayList<>(outcome.map(Settlement::named).orElse(List.of()));
        if (call instanceof Event.CallObserved observed) {
            created.addAll(observed.created());
        }
        boolean acted = verdict(call, outcome).acted() && !(outcome.orElse(null) instanceof Settlement.Failed);
        created.forEach(key -> card(key, about(facts)));
        facts.objects().forEach(key -> card(key, amount(facts)));
        facts.related().forEach(key -> card(key, ""));
        if (acted) {
            Set<Key> touched = new LinkedHashSet<>(created);
            touched.addAll(facts.objects());
            touched.forEach(key -> edges.add(
                    new Edge(Ref.call(Ids.call(call.call())), Ref.object(key.toString()), Edge.Kind.TOUCHES)));
        }
        for (Key key : created) {
            for (Key related : facts.related()) {
                edges.add(new Edge(Ref.object(key.toString()), Ref.object(related.toString()), Edge.Kind.BELONGS_TO));
            }
        }
    }

    /** Takes an object; what is known of it first stays, unless that was nothing. */
    void card(Key key, String about) {
        cards.merge(key.toString(), about, (before, now) -> before.isEmpty() ? now : before);
    }

    private static String about(CallFacts facts) {
        for (String name : NAMES) {
            if (facts.projection().get(name) instanceof String text) {
                return name.equals("args.number") ? "number " + text : text;
            }
        }
        return amount(facts);
    }

    private static String amount(CallFacts facts) {
        String values = facts.values().values().stream().collect(Collectors.joining(", "));
        return facts.amount()
                .map(amount -> AmountWords.of(amount) + (values.isEmpty() ? "" : " to " + values))
                .orElse("");
    }

    List<Frame> frames() {
        return frames.values().stream()
                .sorted(Comparator.comparingLong(Frame::openedMillis))
                .toList();
    }

    List<Card> cards() {
        return cards.entrySet().stream()
                .map(entry -> new Card(entry.getKey(), entry.getValue()))
                .toList();
    }

    List<Edge> edges() {
        return List.copyOf(edges);
    }
}
