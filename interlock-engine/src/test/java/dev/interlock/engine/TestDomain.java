package dev.interlock.engine;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A domain in a test: its state, what was recorded of it, and a clock that goes on by a millisecond with each command. */
public class TestDomain {

    public final List<Recorded> recorded = new ArrayList<>();
    public State state;
    public long now;

    public TestDomain(Bundle bundle, long now) {
        this.state = State.empty(bundle);
        this.now = now;
    }

    public static Rule.Head head(String id) {
        return new Rule.Head(id, "", Optional.empty(), false, List.of());
    }

    /** An intent that allows and delegates all of this, for so long and so many calls. */
    public static Intent anything(Set<String> duties, long millis, int calls) {
        return new Intent("any", "", duties, new TreeMap<>(), millis, millis, calls, Optional.empty(), duties);
    }

    public static Caller agent(String name, String owner) {
        return new Caller(name, "token-" + name, false, true, owned(owner), new TreeSet<>(), Optional.empty());
    }

    public static Caller person(String name, String owner) {
        return new Caller(name, "token-" + name, true, false, owned(owner), new TreeSet<>(), Optional.empty());
    }

    private static TreeMap<String, AttributeValue> owned(String owner) {
        return new TreeMap<>(Map.of("owner", AttributeValue.known(owner)));
    }

    /** A call that writes, and carries these marks. */
    public static CallFacts facts(
            String tool, Set<String> marks, List<Key> objects, List<String> creates, String risk) {
        return CallFacts.builder(tool, "sha-256:1", risk)
                .marks(new TreeSet<>(marks))
                .objects(objects)
                .creates(creates)
                .build();
    }

    public Answer ask(Command command) {
        Answer answer = decide(command);
        now++;
        return answer;
    }

    /** The answer to a command that is decided while the clock stands still. */
    protected final Answer decide(Command command) {
        Decision decision = Decider.decide(state, command, now);
        now = Decider.time(state, command, now);
        decision.events().forEach(this::apply);
        return decision.answer();
    }

    public void apply(Event event) {
        var next = new Recorded(state.nextSeq(), now, state.bundle().digest(), event);
        recorded.add(next);
        state.apply(next);
    }

    /** Goes on from a snapshot, which is the same when it is written again. */
    public void restart() {
        byte[] saved = StateSnapshot.write(state);
        try {
            state = StateSnapshot.read(saved, state.bundle(), number -> recorded.get((int) number));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!Arrays.equals(saved, StateSnapshot.write(state))) {
            throw new AssertionError("a snapshot that is read is written differently");
        }
    }

    public long open(Caller agent, String intent, Key... objects) {
        return open(agent, OptionalLong.empty(), agent, intent, objects);
    }

    public long open(Caller opener, OptionalLong parent, Caller agent, String intent, Key... objects) {
        Answer answer = ask(new Command.OpenTask(
                opener,
                parent,
                agent,
                intent,
                "sha-256:2",
                "",
                List.of(objects),
                OptionalLong.empty(),
                OptionalInt.empty()));
        if (answer instanceof Answer.Done done) {
            return done.number();
        }
        throw new AssertionError("not opened: " + answer);
    }
}
