package dev.interlock.server.graph;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import dev.interlock.server.graph.Conflict.Side;
import dev.interlock.server.graph.Conflict.Step;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Picture.More;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.RuleWords;
import dev.interlock.server.render.TaskStory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** The picture of a call and of why it was decided so: a ring where two duties met that one party may not carry both. */
public final class ConflictPicture {

    private final CallStory story;
    private final Event.CallDecided call;
    private final Reading reading;

    private ConflictPicture(CallStory story, Function<Event.CallHeld, Verdict> held) {
        this.story = story;
        this.call = story.call();
        this.reading = new Reading(held);
    }

    /** The numbers of the tasks that the picture is about: that of the call, and those of its witnesses. */
    public static SortedSet<Long> tasks(CallStory story) {
        var tasks = new TreeSet<Long>();
        tasks.add(story.call().task());
        for (Recorded witness : story.witnesses().values()) {
            if (witness.event() instanceof Event.CallDecided decided) {
                tasks.add(decided.task());
            }
        }
        tasks.remove(0L);
        return tasks;
    }

    /**
     * The picture of the call.
     *
     * @param tasks the stories of its {@link #tasks}, for what happened around it; those that are missing are left out
     * @param more how many more calls were made in a task than are told of it, by its id
     * @param held tells what became of a call that was held
     */
    public static Picture of(
            CallStory story, List<TaskStory> tasks, Map<String, More> more, Function<Event.CallHeld, Verdict> held) {
        return new ConflictPicture(story, held).picture(tasks).with(more);
    }

    /** Returns whether the picture of the call has a ring. */
    public static boolean hasRing(Event.CallDecided call) {
        return call.findings().stream().anyMatch(ConflictPicture::isRing);
    }

    private Picture picture(List<TaskStory> tasks) {
        tasks.forEach(reading::task);
        Call chosen = reading.call(story.decided(), story.outcome());
        reading.objects(call, story.outcome());
        story.task().ifPresent(opening -> reading.task(opening, chosen));
        Optional<Conflict> conflict = conflict(chosen);
        String title = title(chosen, conflict.isPresent());
        return new Picture(
                title,
                conflict.map(ConflictPicture::description).orElse(title + "."),
                reading.frames(),
                reading.cards(),
                reading.edges(),
                conflict,
                Optional.of(chosen.id()));
    }

    private String title(Call chosen, boolean ring) {
        return switch (chosen.verdict()) {
            case STOPPED -> ring ? "Why " + chosen.id() + " was stopped" : chosen.id() + " was stopped";
            case WAITS -> (ring ? "Why " : "") + chosen.id() + " waits";
            case APPROVED, LET_THROUGH, REJECTED, EXPIRED, WITHDRAWN, VOIDED, ASKED_AGAIN, TASK_ENDED ->
                (ring ? "Why " : "") + chosen.id() + " waited";
            case WENT_THROUGH, IN_A_LANE, UNSURE ->
                chosen.id() + ": " + chosen.verdict().words();
        };
    }

    private static String description(Conflict conflict) {
        var text = new StringBuilder();
        conflict.steps().forEach(step -> text.append(step.sentence()).append(' '));
        return text.append("The ring is closed.").toString();
    }

    static boolean isRing(Finding finding) {
        return finding.code() == FindingCode.DUTY_CONFLICT || finding.code() == FindingCode.WALL_CROSSED;
    }

    private Optional<Conflict> conflict(Call chosen) {
        List<Finding> rings = call.findings().stream()
                .filter(ConflictPicture::isRing)
                .sorted(Comparator.comparing(Finding::outcome).reversed())
                .toList();
        return rings.stream().findFirst().map(finding -> conflict(finding, chosen, rings));
    }

    private Conflict conflict(Finding finding, Call chosen, List<Finding> rings) {
        Optional<Recorded> recorded = finding.witnesses().stream()
                .flatMap(w -> Optional.ofNullable(story.witnesses().get(w.call())).stream())
                .filter(each -> each.event() instanceof Event.CallDecided)
                .findFirst();
        Optional<Event.CallDecided> witness = recorded.map(each -> (Event.CallDecided) each.event());
        Set<String> marks = new LinkedHashSet<>();
        finding.witnesses().stream().map(Witness::mark).forEach(mark -> marks.addAll(List.of(mark.split("\\|"))));
        Side earlier = recorded.map(before -> earlier(before, marks)).orElseGet(() -> side(chosen, call, 0));
        Side later = witness.isPresent() ? new Side(chosen, task(call), duty(call, marks)) : side(chosen, call, 1);
        finding.key().ifPresent(key -> reading.card(key, ""));
        List<String> objects = objects(finding, witness);
        String between = finding.key().map(Key::toString).orElse("");
        String join = finding.key().filter(this::isValue).isPresent() ? "names" : "belongs to";
        Actor by = witness.map(Event.CallDecided::actor).orElse(call.actor());
        String bond =
                witness.isEmpty() ? "one call carries both duties" : Bond.words(finding, Optional.of(by), call.actor());
        return new Conflict(
                earlier,
                later,
                objects,
                between,
                join,
                bond,
                steps(
                        earlier,
                        later,
                        objects,
                        between,
                        join,
                        by,
                        sameness(finding, by).orElse(bond)),
                finding.rule(),
                rings.stream()
                        .filter(other -> !other.rule().equals(finding.rule()))
                        .map(other -> other.rule()
                                + (other.key().equals(finding.key())
                                        ? ""
                                        : other.key().map(key -> " on " + key).orElse("")))
                        .distinct()
                        .toList());
    }

    /** Returns whether the key is a value that the call names, such as an account, and no object. */
    private boolean isValue(Key key) {
        return call.facts().valueKeys().contains(key);
    }

    private Side earlier(Recorded recorded, Set<String> marks) {
        Event.CallDecided before = (Event.CallDecided) recorded.event();
        Call drawn = reading.call(recorded, Optional.empty());
        task(before).ifPresent(task -> reading.task(task, drawn));
        String duty = before.facts().marks().stream()
                .filter(marks::contains)
                .findFirst()
                .orElseGet(() -> duty(before, Set.of()));
        return new Side(drawn, task(before), duty);
    }

    private Side side(Call chosen, Event.CallDecided decided, int place) {
        List<String> duties = Reading.duties(decided.facts());
        String duty = duties.isEmpty() ? decided.facts().tool() : duties.get(Math.min(place, duties.size() - 1));
        return new Side(chosen, task(decided), duty);
    }

    private static Optional<String> task(Event.CallDecided decided) {
        return decided.task() == 0 ? Optional.empty() : Optional.of(Ids.task(decided.task()));
    }

    /** The duty of the call that is not one of these: the other side of the rule. */
    private static String duty(Event.CallDecided decided, Set<String> without) {
        List<String> duties = Reading.duties(decided.facts());
        return duties.stream()
                .filter(duty -> !without.contains(duty))
                .findFirst()
                .orElse(duties.isEmpty() ? decided.facts().tool() : duties.getFirst());
    }

    /** The objects on the ring: the key, and beside it what either call acted on, where that is another object. */
    private List<String> objects(Finding finding, Optional<Event.CallDecided> witness) {
        if (finding.key().isEmpty()) {
            return List.of();
        }
        Key key = finding.key().get();
        var objects = new ArrayList<String>();
        witness.flatMap(before -> other(before, key)).ifPresent(objects::add);
        objects.add(key.toString());
        other(call, key).filter(id -> !objects.contains(id)).ifPresent(objects::add);
        return objects;
    }

    private static Optional<String> other(Event.CallDecided decided, Key key) {
        List<Key> objects = decided.facts().objects();
        return objects.contains(key)
                ? Optional.empty()
                : objects.stream().findFirst().map(Key::toString);
    }

    private List<Step> steps(
            Side earlier, Side later, List<String> objects, String between, String join, Actor by, String why) {
        boolean same = by.name().equals(call.actor().name());
        String first = earlier.call().id().equals(later.call().id())
                ? earlier.call().agent() + " asked for " + earlier.duty() + "."
                : earlier.call().agent() + " did " + earlier.duty() + ".";
        String where = between.isEmpty() ? "" : objects.getFirst();
        String on = between.isEmpty()
                ? "The rule covers everything that a party does."
                : objects.size() == 1
                        ? "Both duties concern " + between + "."
                        : objects.getLast().equals(between)
                                ? objects.getFirst() + " " + join + " " + between + "."
                                : objects.getLast() + " " + join + " " + between + ".";
        return List.of(
                new Step(first, earlier.call().id() + (where.isEmpty() ? "" : " on " + where)),
                new Step(on, objects.size() == 3 ? objects.getFirst() + " belongs to it, too" : ""),
                new Step(
                        later.call().agent() + " asked for " + later.duty() + ".",
                        later.call().id() + in(earlier, later)),
                new Step(
                        same
                                ? "It is the same party both times."
                                : later.call().agent() + " and "
                                        + earlier.call().agent() + " count as one party.",
                        why));
    }

    private String in(Side earlier, Side later) {
        if (later.task().isEmpty()) {
            return "";
        }
        return earlier.task().equals(later.task())
                ? ", in the same task"
                : ", in " + later.task().get();
    }

    private Optional<String> sameness(Finding finding, Actor by) {
        List<String> same = Bond.same(finding, by, call.actor()).stream()
                .map(RuleWords::attribute)
                .toList();
        return same.isEmpty() ? Optional.empty() : Optional.of("the same " + list(same));
    }

    private static String list(List<String> words) {
        return words.size() < 2
                ? String.join("", words)
                : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
    }
}
