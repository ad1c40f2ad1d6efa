package dev.interlock.engine.state;

import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Leases and suspensions, as a part of a {@link StateSnapshot}; their events are read again from the ledger. */
final class LeaseSnapshot {

    private static final int NO_END = -1;

    private LeaseSnapshot() {}

    static void write(DataOutput out, LeaseTable leases) throws IOException {
        out.writeInt(leases.all().size());
        for (Lease lease : leases.all()) {
            out.writeLong(lease.number());
            out.writeLong(lease.expiresMillis());
            out.writeBoolean(lease.confirmed());
            out.writeByte(lease.end().map(LeaseEnd::ordinal).orElse(NO_END));
        }
    }

    static void read(DataInput in, State state, LongFunction<Recorded> events) throws IOException {
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            Recorded recorded = events.apply(in.readLong());
            if (!(recorded.event() instanceof LeaseEvent.Issued issued)) {
                throw new IOException("event " + recorded.seq() + " is not of the kind that the snapshot expects");
            }
            var lease = new Lease(issued, recorded.timeMillis());
            lease.move(state.clock.since(recorded.seq()));
            lease.expires(in.readLong());
            if (in.readBoolean()) {
                lease.confirm();
            }
            int end = in.readByte();
            if (end != NO_END) {
                lease.ended(LeaseEnd.values()[end]);
            }
            state.leases.restore(lease);
        }
    }

    static void write(DataOutput out, AgentTable agents) throws IOException {
        out.writeInt(agents.suspended().size());
        for (Map.Entry<String, AgentTable.Bar> agent : agents.suspended().entrySet()) {
            Snapshots.write(out, agent.getKey());
            out.writeLong(agent.getValue().event());
            out.writeBoolean(agent.getValue().owner().isPresent());
            if (agent.getValue().owner().isPresent()) {
                Snapshots.write(out, agent.getValue().owner().get());
            }
        }
        out.writeInt(agents.gone().size());
        for (Map.Entry<String, Long> owner : agents.gone().entrySet()) {
            Snapshots.write(out, owner.getKey());
            out.writeLong(owner.getValue());
        }
        out.writeInt(agents.owners().size());
        for (Map.Entry<String, String> owner : agents.owners().entrySet()) {
            Snapshots.write(out, owner.getKey());
            Snapshots.write(out, owner.getValue());
        }
        out.writeInt(agents.proposals().size());
        for (AgentEvent.ResumeProposed proposal : agents.proposals()) {
            out.writeLong(proposal.resume());
        }
    }

    static void read(DataInput in, AgentTable agents, LongFunction<Recorded> events) throws IOException {
        var suspended = new TreeMap<String, AgentTable.Bar>();
        for (int left = in.readInt(); left > 0; left--) {
            String agent = Snapshots.readString(in);
            long event = in.readLong();
            suspended.put(
                    agent,
                    new AgentTable.Bar(
                            event, in.readBoolean() ? Optional.of(Snapshots.readString(in)) : Optional.empty()));
        }
        var gone = new TreeMap<String, Long>();
        for (int left = in.readInt(); left > 0; left--) {
            gone.put(Snapshots.readString(in), in.readLong());
        }
        var owners = new TreeMap<String, String>();
        for (int left = in.readInt(); left > 0; left--) {
            owners.put(Snapshots.readString(in), Snapshots.readString(in));
        }
        agents.restore(suspended, gone, owners);
        for (int left = in.readInt(); left > 0; left--) {
            long number = in.readLong();
            if (!(events.apply(number).event() instanceof AgentEvent.ResumeProposed proposal)) {
                throw new IOException("event " + number + " is not of the kind that the snapshot expects");
            }
            agents.restore(proposal);
        }
    }
}
