package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Links;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The late links: values that are the same, and proposals that nobody answered yet. Changed only by the fold. */
public final class LinkTable {

    private final TreeMap<Long, Event.LinkProposed> open = new TreeMap<>();
    private final List<Link.Values> confirmed = new ArrayList<>(0);
    private Links values = Links.NONE;

    public Links values() {
        return values;
    }

    /** The proposal by this number, if nobody answered it yet. */
    public Event.@Nullable LinkProposed proposal(long number) {
        return open.get(number);
    }

    /** Proposals without answer, ascending. */
    public Collection<Event.LinkProposed> proposals() {
        return Collections.unmodifiableCollection(open.values());
    }

    void propose(Event.LinkProposed event) {
        open.put(event.link(), event);
    }

    Link answer(Event.LinkAnswered event) {
        Event.LinkProposed proposed = open.remove(event.link());
        if (proposed == null) {
            throw new IllegalArgumentException("link " + event.link() + " is not proposed");
        }
        return proposed.what();
    }

    void confirm(Link.Values link) {
        confirmed.add(link);
        values = values.with(link);
    }

    /** Links of values, in the order of their confirmation. */
    List<Link.Values> confirmed() {
        return confirmed;
    }
}
