package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.monitor.CallView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The plan of a task and its progress: the calls that carry out its steps, or may. Changed only by the fold. */
public final class TaskPlan {

    private final long number;
    private final Event.PlanDeclared declared;
    /** By step: the call that carries it out, or 0. */
    private final long[] calls;

    private final @Nullable Actor[] actors;
    /** By step: the keys that its call has and the objects that it created, if some rule is about the call. */
    private final List<SortedSet<Key>> keys = new ArrayList<>();
    /** By name of an object that the plan creates: the object that was created. */
    private final SortedMap<Key, Key> names = new TreeMap<>();

    TaskPlan(long number, Event.PlanDeclared declared) {
        this.number = number;
        this.declared = declared;
        this.calls = new long[declared.steps().size()];
        this.actors = new @Nullable Actor[calls.length];
        declared.steps().forEach(step -> keys.add(new TreeSet<>()));
    }

    /** The number of the event that declared the plan. */
    public long number() {
        return number;
    }

    public Event.PlanDeclared declared() {
        return declared;
    }

    /** The call that carries the step out, or may; 0 where none does. */
    public long call(int step) {
        return calls[step];
    }

    /** By step: the actor that carries it out. */
    public List<Optional<Actor>> done() {
        List<Optional<Actor>> done = new ArrayList<>();
        for (Actor actor : actors) {
            done.add(Optional.ofNullable(actor));
        }
        return done;
    }

    /** The steps, with names replaced by the ids of objects that have been created. */
    public List<PlanStep> steps() {
        return declared.steps().stream()
                .map(step -> new PlanStep(
                        step.id(),
                        step.tool(),
                        step.marks(),
                        step.risk(),
                        step.objects().stream()
                                .map(key -> names.getOrDefault(key, key))
                                .toList(),
                        step.creates(),
                        step.after(),
                        step.by()))
                .toList();
    }

    /** Lets the call carry out the first step that it fits and that no other call carries out; false if there is none. */
    boolean reserve(CallView view) {
        for (int step = 0; step < calls.length; step++) {
            if (calls[step] == 0 && fits(declared.steps().get(step), view)) {
                restore(step, view.seq(), view.actor());
                for (int i = 0; i < view.keys() && !view.plan().applicable().isEmpty(); i++) {
                    keys.get(step).add(view.key(i));
                    keys.get(step).add(Scopes.WHOLE_DOMAIN);
                }
                return true;
            }
        }
        return false;
    }

    private boolean fits(PlanStep step, CallView view) {
        boolean does = step.tool().isEmpty()
                ? view.facts().marks().containsAll(step.marks())
                : view.facts().tool().equals(step.tool());
        return does
                && view.facts().creates().containsAll(step.creates())
                && step.objects().stream().allMatch(object -> !step.makes(object) || makesOne(view, object.kind()))
                && (step.by().isEmpty() || step.by().contains(view.actor().name()))
                && step.objects().stream()
                        .allMatch(object -> step.makes(object) || on(view, names.getOrDefault(object, object)));
    }

    /** Returns whether the call makes exactly one object of the kind: of several, nobody could tell which the plan names. */
    private static boolean makesOne(CallView view, String kind) {
        return view.facts().creations(0).getOrDefault(kind, 0) == 1;
    }

    private static boolean on(CallView view, Key object) {
        for (int i = 0; i < view.keys(); i++) {
            if (view.key(i).equals(object)) {
                return true;
            }
        }
        return false;
    }

    /** Takes the call off the keys of {@code undone}: a step about one of these is yet to be carried out. */
    void left(CallView done, CallView undone) {
        int step = stepOf(done.seq());
        if (step >= 0) {
            if (fits(declared.steps().get(step), done)) {
                for (int i = 0; i < undone.keys(); i++) {
                    keys.get(step).remove(undone.key(i));
                }
            } else {
                fail(done.seq());
            }
        }
    }

    void succeed(long call, List<Key> created) {
        int step = stepOf(call);
        if (step >= 0) {
            if (!keys.get(step).isEmpty()) {
                keys.get(step).addAll(created);
            }
            for (Key object : declared.steps().get(step).objects()) {
                created.stream()
                        .filter(made -> declared.steps().get(step).makes(object)
                                && made.kind().equals(object.kind()))
                        .findFirst()
                        .ifPresent(made -> names.put(object, made));
            }
        }
    }

    void fail(long call) {
        int step = stepOf(call);
        if (step >= 0) {
            calls[step] = 0;
            actors[step] = null;
            keys.get(step).clear();
        }
    }

    private int stepOf(long call) {
        for (int step = 0; step < calls.length; step++) {
            if (calls[step] == call) {
                return step;
            }
        }
        return -1;
    }

    void restore(int step, long call, Actor actor) {
        calls[step] = call;
        actors[step] = actor;
    }

    void restore(Key name, Key object) {
        names.put(name, object);
    }

    void restore(int step, Key key) {
        keys.get(step).add(key);
    }

    SortedSet<Key> keys(int step) {
        return keys.get(step);
    }

    /** The number of calls on the key that carry out a step, and that some rule is about. */
    public long callsOn(Key key) {
        return keys.stream().filter(its -> its.contains(key)).count();
    }

    /** Returns whether the key is that of an object which a step of the plan created. */
    public boolean isCreated(Key name) {
        return names.containsValue(name);
    }

    SortedMap<Key, Key> names() {
        return names;
    }

    /** The triggers by which the steps are found: their tools, and the first mark where any tool will do. */
    Iterable<String> triggers() {
        var triggers = new TreeSet<String>();
        for (PlanStep step : declared.steps()) {
            triggers.add(step.tool().isEmpty() ? step.marks().first() : step.tool());
        }
        return triggers;
    }
}
