package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** The late links: values that are the same, values that were unknown, and proposals that nobody answered yet. Changed only by the fold. */
public final class LinkTable {

    /**
     * A statement of what was unknown of an agent.
     *
     * @param seq number of the event that confirmed it: it is about what was recorded before
     * @param agents the names of the agent, as they were linked then
     */
    record Stated(long seq, String attribute, SortedSet<String> agents, String value) {}

    private record Proposed(Event.LinkProposed event, long timeMillis) {}

    private final TreeMap<Long, Proposed> open = new TreeMap<>();
    private final List<Link.Values> confirmed = new ArrayList<>(0);
    private final List<Stated> stated = new ArrayList<>(0);
    private Links values = Links.NONE;

    public Links values() {
        return values;
    }

    /** The proposal by this number, if nobody answered it yet. */
    public Event.@Nullable LinkProposed proposal(long number) {
        Proposed found = open.get(number);
        return found == null ? null : found.event();
    }

    /** The time of an open proposal, in milliseconds since 1970. */
    public long proposedMillis(Event.LinkProposed proposal) {
        return Objects.requireNonNull(open.get(proposal.link())).timeMillis();
    }

    /** Proposals without answer, ascending. */
    public Collection<Event.LinkProposed> proposals() {
        return open.values().stream().map(Proposed::event).toList();
    }

    /** The names of an agent, by links of values. */
    public SortedSet<String> namesOf(String agent) {
        return values.linked(Attributes.AGENT, agent);
    }

    /** The actor of a call that was recorded at this number, with what was stated of it since. */
    public Actor party(Actor actor, long recorded) {
        Actor party = actor;
        for (Stated one : stated) {
            if (one.seq > recorded && ActorTable.isUnknownOf(party, one.attribute, one.agents)) {
                party = party.with(one.attribute, AttributeValue.known(one.value));
            }
        }
        return party;
    }

    /** Takes the times of proposals as they are to be read from now on: they are over earlier. */
    void move(Shift by) {
        open.replaceAll((number, proposed) -> new Proposed(proposed.event(), by.earliest(proposed.timeMillis())));
    }

    void propose(Event.LinkProposed event, long now) {
        open.put(event.link(), new Proposed(event, now));
    }

    Link answer(Event.LinkAnswered event) {
        Proposed proposed = open.remove(event.link());
        if (proposed == null) {
            throw new IllegalArgumentException("link " + event.link() + " is not proposed");
        }
        return proposed.event().what();
    }

    void confirm(Link.Values link) {
        confirmed.add(link);
        values = values.with(link);
    }

    void confirm(Stated one) {
        stated.add(one);
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(confirmed.size());
        for (Link.Values link : confirmed) {
            Snapshots.write(out, link.attribute());
            Snapshots.write(out, link.first());
            Snapshots.write(out, link.second());
        }
        out.writeInt(stated.size());
        for (Stated one : stated) {
            out.writeLong(one.seq);
            Snapshots.write(out, one.attribute);
            out.writeInt(one.agents.size());
            for (String agent : one.agents) {
                Snapshots.write(out, agent);
            }
            Snapshots.write(out, one.value);
        }
        out.writeInt(open.size());
        for (long proposal : open.keySet()) {
            out.writeLong(proposal);
        }
    }

    /** Reads the proposal of a number. */
    interface Proposals {
        Event.LinkProposed at(long number) throws IOException;
    }

    /** @param times the time of a proposal, by its number, as it is to be read now */
    void read(DataInput in, Proposals proposals, LongUnaryOperator times) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            confirm(new Link.Values(Snapshots.readString(in), Snapshots.readString(in), Snapshots.readString(in)));
        }
        for (int left = in.readInt(); left > 0; left--) {
            long seq = in.readLong();
            String attribute = Snapshots.readString(in);
            var agents = new TreeSet<String>();
            for (int names = in.readInt(); names > 0; names--) {
                agents.add(Snapshots.readString(in));
            }
            stated.add(new Stated(seq, attribute, agents, Snapshots.readString(in)));
        }
        for (int left = in.readInt(); left > 0; left--) {
            long number = in.readLong();
            propose(proposals.at(number), times.applyAsLong(number));
        }
    }
}
