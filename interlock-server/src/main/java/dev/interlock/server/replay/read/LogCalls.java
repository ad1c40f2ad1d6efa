package dev.interlock.server.replay.read;

import dev.interlock.server.render.Plain;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Events of logs as calls: what logs of all forms share. An event that somebody carried out is the call of a tool by that resource. */
final class LogCalls {

    /** The most characters of a text of the log that a message shows. */
    private static final int SHOWN = 60;
    /** The place in a time between its date and its clock. */
    private static final int CLOCK = 10;

    /** The names of what tells of an event, as the log has them, for messages. */
    record Keys(String activity, String resource, String time) {}

    /** The case that an event belongs to. */
    record OfCase(int number, @Nullable String name) {
        static final OfCase NONE = new OfCase(TraceEvent.NO_CASE, null);
    }

    private final Names names;
    private final Keys keys;
    private final Consumer<TraceEvent> out;

    LogCalls(Names names, Keys keys, Consumer<TraceEvent> out) {
        this.names = names;
        this.keys = keys;
        this.out = out;
    }

    /** Passes on the call that the event is, with what is wrong with it. */
    void event(
            Place place,
            OfCase ofCase,
            @Nullable Object activity,
            @Nullable Object resource,
            @Nullable Object time,
            LogArguments arguments) {
        String name = Names.ofAttribute(activity);
        if (name == null) {
            flaw(place, Flaw.BROKEN, "the event has no `" + keys.activity() + "`");
            return;
        }
        arguments.fault().ifPresent(fault -> flaw(place, Flaw.AMBIGUOUS, fault));
        String agent = agent(place, name, resource);
        out.accept(new TraceEvent.Called(
                place,
                time(place, name, time),
                null,
                ofCase.number() == TraceEvent.NO_CASE ? null : Cases.task(ofCase.number()),
                null,
                Party.named(agent),
                names.tool(name),
                arguments.with(ofCase.name(), name, agent),
                false,
                Outcome.SUCCEEDED,
                ofCase.number()));
    }

    /** The name of whoever acted; null, and a flaw, where nobody can know it. */
    private @Nullable String agent(Place place, String activity, @Nullable Object resource) {
        String name = Names.ofAttribute(resource);
        if (name == null) {
            flaw(place, Flaw.NO_AGENT, "the event `" + shown(activity) + "` has no `" + keys.resource() + "`");
            return null;
        }
        Optional<String> fault = Names.fault(name);
        if (fault.isPresent()) {
            flaw(place, Flaw.BAD_NAME, "`" + keys.resource() + "`, which is `" + shown(name) + "`, " + fault.get());
            return null;
        }
        return name;
    }

    private long time(Place place, String activity, @Nullable Object value) {
        String text = value == null ? "" : value.toString().strip();
        if (text.isEmpty()) {
            flaw(place, Flaw.NO_TIME, "the event `" + shown(activity) + "` has no `" + keys.time() + "`");
            return TraceEvent.NO_TIME;
        }
        OptionalLong read = Times.parse(joined(text));
        if (read.isEmpty()) {
            flaw(place, Flaw.BAD_TIME, "`" + shown(text) + "` is not an ISO 8601 time from 1970 or later");
            return TraceEvent.NO_TIME;
        }
        if (!Times.hasOffset(text)) {
            flaw(place, Flaw.NO_OFFSET, "`" + shown(text) + "`");
        }
        return read.getAsLong();
    }

    /** The time with the letter of ISO 8601 between date and clock, where tables often have a space. */
    private static String joined(String text) {
        return text.length() > CLOCK && text.charAt(CLOCK) == ' '
                ? text.substring(0, CLOCK) + "T" + text.substring(CLOCK + 1)
                : text;
    }

    private static String shown(String text) {
        return Plain.cut(text, SHOWN);
    }

    private void flaw(Place place, Flaw flaw, String message) {
        out.accept(new TraceEvent.Flawed(place, flaw, message));
    }
}
