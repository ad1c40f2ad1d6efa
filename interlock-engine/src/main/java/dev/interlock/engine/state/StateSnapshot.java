package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.ExternalRequest;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Configuration;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.table.Snapshots;
import dev.interlock.engine.trust.TrustSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * A state as bytes, to reopen without folding all history. The event that recorded an open task, call or hold is not copied:
 * it is read again from the ledger by its number. Two states that folded the same events give the same bytes.
 *
 * <p>A snapshot is a cache. Its keeper binds it to {@link #VERSION}, to the digest of the bundle and to the root of the ledger,
 * and folds from the beginning when one of them differs.
 */
public final class StateSnapshot {

    /** The version of the form of the bytes and of the meaning of the fold; changes with either. */
    public static final String VERSION = "35";

    private static final long IN_FLIGHT = Long.MIN_VALUE;
    private static final long NOTHING_TOLD = -1;
    private static final long NO_CONFIGURATION = -1;

    private StateSnapshot() {}

    public static byte[] write(State state) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeLong(state.nextSeq);
            out.writeLong(state.timeMillis);
            state.clock.write(out);
            state.keys.write(out);
            state.named.write(out, state.keys.size());
            int[] respelled = state.respelled.stream().toArray();
            Snapshots.write(out, respelled, respelled.length);
            state.links.write(out);
            state.actors.writeValues(out);
            writeActors(out, state);
            writeTasks(out, state.tasks);
            writeCalls(out, state.calls);
            writeHolds(out, state.holds);
            writeRejections(out, state.rejections);
            state.answerRates.write(out);
            writeDelegations(out, state.delegations);
            state.observations.write(out);
            state.asks.write(out);
            state.contacts.write(out);
            out.writeLong(state.proposed == null ? -1 : state.proposed.event().proposal());
            PlanSnapshot.write(out, state.plans);
            LeaseSnapshot.write(out, state.leases);
            LeaseSnapshot.write(out, state.agents);
            LaneSnapshot.write(out, state.lanes);
            writeSchemas(out, state.schemas);
            writeConfiguration(out, state.configuration);
            TrustSnapshot.write(out, state.trust);
            state.monitors.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a state from its bytes.
     *
     * @param recorded the event of a number, as the ledger has it
     * @throws IOException if the bytes are not a snapshot of this version
     */
    public static State read(byte[] bytes, Bundle bundle, LongFunction<Recorded> recorded) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(bytes));
        State state = State.empty(bundle);
        LongFunction<Recorded> events = number -> state.spellings.of(recorded.apply(number));
        state.nextSeq = in.readLong();
        state.timeMillis = in.readLong();
        state.clock.read(in, number -> recorded.apply(number).event());
        state.keys.read(in);
        state.named.read(in);
        for (int id : Snapshots.readInts(in)) {
            state.respelled.set(id);
        }
        state.links.read(
                in,
                number -> event(events, number, Event.LinkProposed.class),
                number ->
                        state.clock.since(number).earliest(events.apply(number).timeMillis()));
        state.actors.readValues(in);
        readActors(in, state);
        readTasks(in, state, events);
        readCalls(in, state, events);
        readHolds(in, state, events);
        readRejections(in, state, events);
        state.answerRates.read(in);
        readDelegations(in, state, events);
        state.observations.read(in);
        state.asks.read(in, number -> event(events, number, Event.class));
        state.contacts.read(in, number -> events.apply(number).event());
        long proposed = in.readLong();
        if (proposed >= 0) {
            var event = event(events, proposed, Event.BundleProposed.class);
            state.proposed = new State.ProposedBundle(
                            event, events.apply(proposed).timeMillis())
                    .moved(state.clock.since(proposed));
        }
        PlanSnapshot.read(in, state, events);
        LeaseSnapshot.read(in, state, events);
        LeaseSnapshot.read(in, state.agents, events);
        LaneSnapshot.read(in, state, events);
        readSchemas(in, state.schemas);
        state.configuration = readConfiguration(in);
        state.trust = TrustSnapshot.read(in, events);
        state.monitors.read(in, number -> {
            OpenCall open = state.calls.get(number);
            if (open == null) {
                throw new IllegalStateException("call " + number + " is not open in the snapshot");
            }
            return open.view();
        });
        if (in.read() >= 0) {
            throw new IOException("the snapshot has trailing bytes");
        }
        return state;
    }

    private static void writeActors(DataOutput out, State state) throws IOException {
        out.writeInt(state.actors.size());
        for (int id = 0; id < state.actors.size(); id++) {
            out.writeBoolean(state.actors.isCurrent(id));
            var attributes = state.actors.actor(id).attributes();
            out.writeInt(attributes.size());
            for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
                Snapshots.write(out, attribute.getKey());
                writeValue(out, attribute.getValue());
            }
        }
    }

    private static void writeValue(DataOutput out, AttributeValue value) throws IOException {
        switch (value) {
            case AttributeValue.Known known -> {
                out.writeByte('k');
                Snapshots.write(out, known.value());
            }
            case AttributeValue.Several several -> {
                out.writeByte('s');
                out.writeInt(several.values().size());
                for (String one : several.values()) {
                    Snapshots.write(out, one);
                }
            }
            case AttributeValue.NotApplicable na -> out.writeByte('n');
            case AttributeValue.Unknown unknown -> out.writeByte('u');
        }
    }

    private static void readActors(DataInput in, State state) throws IOException {
        int actors = in.readInt();
        for (int id = 0; id < actors; id++) {
            boolean current = in.readBoolean();
            var attributes = new HashMap<String, AttributeValue>();
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                String name = Snapshots.readString(in);
                attributes.put(
                        name,
                        switch (in.readByte()) {
                            case 'k' -> AttributeValue.known(Snapshots.readString(in));
                            case 's' -> AttributeValue.known(readTexts(in));
                            case 'n' -> AttributeValue.notApplicable();
                            case 'u' -> AttributeValue.unknown();
                            default -> throw new IOException("an attribute value has an unknown form");
                        });
            }
            state.actors.restore(Actor.of(attributes), current);
        }
    }

    private static List<String> readTexts(DataInput in) throws IOException {
        var texts = new ArrayList<String>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            texts.add(Snapshots.readString(in));
        }
        return texts;
    }

    private static void writeTasks(DataOutput out, TaskTable tasks) throws IOException {
        long[] ever = tasks.ever();
        Snapshots.write(out, ever, ever.length);
        // Ended implicit tasks are kept for their budgets; they come with the active ones, marked.
        var all = new TreeMap<Long, Task>();
        tasks.active().forEach(task -> all.put(task.number(), task));
        tasks.implicit().values().forEach(task -> all.put(task.number(), task));
        out.writeInt(all.size());
        for (Task task : all.values()) {
            out.writeLong(task.number());
            out.writeBoolean(tasks.get(task.number()) != null);
            writeKeys(out, task.objects());
            writeKeys(out, new TreeSet<>(task.createdObjects()));
            out.writeLong(task.deadlineMillis());
            out.writeInt(task.calls());
            out.writeInt(task.used());
            out.writeLong(task.lastMillis());
            out.writeInt(task.rejections());
            long[] carried = task.carriedOut();
            Snapshots.write(out, carried, carried.length);
        }
        out.writeInt(tasks.heirs().size());
        for (Map.Entry<Long, Long> heir : tasks.heirs().entrySet()) {
            out.writeLong(heir.getKey());
            out.writeLong(heir.getValue());
        }
    }

    private static void readTasks(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        TaskTable tasks = state.tasks;
        tasks.restoreEver(Snapshots.readLongs(in));
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            long number = in.readLong();
            boolean active = in.readBoolean();
            var opened = event(events, number, Event.TaskOpened.class);
            Task parent =
                    opened.parent().isPresent() ? tasks.get(opened.parent().getAsLong()) : null;
            var task = new Task(opened, parent, events.apply(number).timeMillis());
            task.move(state.clock.since(number));
            List<Key> objects = readKeys(in);
            readKeys(in).forEach(task::restoreCreated);
            task.restore(objects, in.readLong(), in.readInt(), in.readInt(), in.readLong(), in.readInt());
            task.carries(Snapshots.readLongs(in));
            tasks.restore(task, active);
        }
        int heirs = in.readInt();
        for (int i = 0; i < heirs; i++) {
            tasks.restoreHeir(in.readLong(), in.readLong());
        }
    }

    private static void writeCalls(DataOutput out, CallTable calls) throws IOException {
        Collection<OpenCall> all = calls.all();
        out.writeInt(all.size());
        for (OpenCall open : all) {
            ViewSnapshot.write(out, open.view());
            out.writeLong(open.unknownSince().orElse(IN_FLIGHT));
            out.writeBoolean(open.disturbed());
            int[] returned = open.view().returned();
            Snapshots.write(out, returned, returned.length);
            out.writeBoolean(open.repeated());
            long[] approvals =
                    open.approvals().stream().mapToLong(Long::longValue).toArray();
            Snapshots.write(out, approvals, approvals.length);
            out.writeLong(open.told().map(OpenCall.Told::seq).orElse(NOTHING_TOLD));
        }
    }

    private static void readCalls(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            CallView view = ViewSnapshot.read(in, state, events);
            long since = in.readLong();
            OptionalLong unknownSince = since == IN_FLIGHT ? OptionalLong.empty() : OptionalLong.of(since);
            boolean disturbed = in.readBoolean();
            view.returned(Snapshots.readInts(in));
            var reserved = event(events, view.seq(), Event.CallReserved.class);
            boolean repeated = in.readBoolean();
            List<Long> approvals =
                    Arrays.stream(Snapshots.readLongs(in)).boxed().toList();
            Optional<OpenCall.Told> told = readTold(in.readLong(), state, events);
            Optional<ExternalRequest> asked =
                    reserved.asked().map(request -> OpenCall.moved(request, state.clock.since(view.seq())));
            state.calls.put(new OpenCall(view, unknownSince, disturbed, asked, repeated, approvals, told));
            state.guesses.reserve(view, state.keys);
            state.creating.reserve(view);
        }
    }

    private static Optional<OpenCall.Told> readTold(long seq, State state, LongFunction<Recorded> events)
            throws IOException {
        if (seq == NOTHING_TOLD) {
            return Optional.empty();
        }
        Event spelled = state.spellings
                .of(event(events, seq, Event.CallConfirmed.class))
                .event();
        if (spelled instanceof Event.CallConfirmed confirmed && confirmed.by() instanceof Confirmation.Told told) {
            return Optional.of(new OpenCall.Told(seq, confirmed.settlement().named(), told));
        }
        throw new IOException("event " + seq + " is not of the kind that the snapshot expects");
    }

    private static void writeHolds(DataOutput out, HoldTable holds) throws IOException {
        out.writeInt(holds.all().size());
        for (HoldState hold : holds.all()) {
            out.writeLong(hold.number());
            out.writeByte(hold.status().ordinal());
            out.writeInt(hold.answers().size());
            for (HoldState.Answered answer : hold.answers()) {
                out.writeLong(answer.event().answer());
            }
        }
        List<EndedHold> ended = holds.endedInOrder();
        out.writeInt(ended.size());
        for (EndedHold hold : ended) {
            out.writeLong(hold.number());
            out.writeLong(hold.task());
            Snapshots.write(out, hold.agent());
            out.writeByte(hold.status().ordinal());
            long[] answers = hold.answers().stream().mapToLong(Long::longValue).toArray();
            Snapshots.write(out, answers, answers.length);
        }
    }

    private static void readHolds(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        HoldTable holds = state.holds;
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            long number = in.readLong();
            var hold = new HoldState(
                    event(events, number, Event.CallHeld.class),
                    events.apply(number).timeMillis());
            hold.move(state.clock.since(number));
            var status = HoldState.Status.values()[in.readByte()];
            int answers = in.readInt();
            for (int a = 0; a < answers; a++) {
                long answer = in.readLong();
                long time = events.apply(answer).timeMillis();
                Shift since = state.clock.since(answer);
                hold.answered(new HoldState.Answered(
                        event(events, answer, Event.HoldAnswered.class),
                        since.earliest(time),
                        hold.waited(since.latest(time))));
            }
            hold.status(status);
            holds.restore(hold);
        }
        int ended = in.readInt();
        for (int i = 0; i < ended; i++) {
            holds.restore(new EndedHold(
                    in.readLong(),
                    in.readLong(),
                    Snapshots.readString(in),
                    HoldState.Status.values()[in.readByte()],
                    Arrays.stream(Snapshots.readLongs(in)).boxed().toList()));
        }
    }

    private static void writeRejections(DataOutput out, Rejections rejections) throws IOException {
        out.writeInt(rejections.all().size());
        for (Rejections.Rejection rejection : rejections.all()) {
            out.writeLong(rejection.held().call());
            out.writeLong(rejection.answer());
        }
    }

    private static void readRejections(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            var held = event(events, in.readLong(), Event.CallHeld.class);
            long answer = in.readLong();
            long time = state.clock.since(answer).latest(events.apply(answer).timeMillis());
            state.rejections.add(new Rejections.Rejection(held, answer, time));
        }
    }

    private static void writeDelegations(DataOutput out, DelegationTable delegations) throws IOException {
        out.writeInt(delegations.all().size());
        for (HoldEvent.Delegated delegated : delegations.all()) {
            out.writeLong(delegated.delegation());
        }
    }

    private static void readDelegations(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            var made = event(events, in.readLong(), HoldEvent.Delegated.class);
            long until = state.clock.since(made.delegation()).earliest(made.untilMillis());
            state.delegations.made(made.until(until));
        }
    }

    private static void writeSchemas(DataOutput out, SchemaTable schemas) throws IOException {
        out.writeInt(schemas.all().size());
        for (Map.Entry<String, List<String>> tool : schemas.all().entrySet()) {
            Snapshots.write(out, tool.getKey());
            out.writeInt(tool.getValue().size());
            for (String digest : tool.getValue()) {
                Snapshots.write(out, digest);
            }
        }
    }

    private static void readSchemas(DataInput in, SchemaTable schemas) throws IOException {
        int tools = in.readInt();
        for (int i = 0; i < tools; i++) {
            String tool = Snapshots.readString(in);
            readTexts(in).forEach(digest -> schemas.add(tool, digest));
        }
    }

    private static void writeConfiguration(DataOutput out, Configuration configuration) throws IOException {
        out.writeLong(configuration.number().orElse(NO_CONFIGURATION));
        Snapshots.write(out, configuration.digest());
        out.writeInt(configuration.entries().size());
        for (Map.Entry<String, String> entry : configuration.entries().entrySet()) {
            Snapshots.write(out, entry.getKey());
            Snapshots.write(out, entry.getValue());
        }
        out.writeInt(configuration.recorded().size());
        for (Map.Entry<String, Long> recorded : new TreeMap<>(configuration.recorded()).entrySet()) {
            Snapshots.write(out, recorded.getKey());
            out.writeLong(recorded.getValue());
        }
    }

    private static Configuration readConfiguration(DataInput in) throws IOException {
        long number = in.readLong();
        String digest = Snapshots.readString(in);
        var entries = new TreeMap<String, String>();
        for (int left = in.readInt(); left > 0; left--) {
            entries.put(Snapshots.readString(in), Snapshots.readString(in));
        }
        var recorded = new HashMap<String, Long>();
        for (int left = in.readInt(); left > 0; left--) {
            recorded.put(Snapshots.readString(in), in.readLong());
        }
        return new Configuration(
                number == NO_CONFIGURATION ? OptionalLong.empty() : OptionalLong.of(number), digest, entries, recorded);
    }

    private static void writeKeys(DataOutput out, Iterable<Key> keys) throws IOException {
        var all = new ArrayList<Key>();
        keys.forEach(all::add);
        out.writeInt(all.size());
        for (Key key : all) {
            Snapshots.write(out, key.toString());
        }
    }

    private static List<Key> readKeys(DataInput in) throws IOException {
        int count = in.readInt();
        var keys = new ArrayList<Key>(); // grows with what is there, not with what a damaged count says
        for (int i = 0; i < count; i++) {
            keys.add(Key.parse(Snapshots.readString(in)));
        }
        return keys;
    }

    private static <E extends Event> E event(LongFunction<Recorded> events, long number, Class<E> type)
            throws IOException {
        Event event = events.apply(number).event();
        if (!type.isInstance(event)) {
            throw new IOException("event " + number + " is not of the kind that the snapshot expects");
        }
        return type.cast(event);
    }
}
