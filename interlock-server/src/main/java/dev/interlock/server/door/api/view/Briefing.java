package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LimitUse;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.render.CallPhrases;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the record has to say about a held call, for whoever decides on it: facts that matter, where its values occur first, and what
 * happened before on its objects. All of it is found by the index of the record, and bounded.
 */
public final class Briefing {

    /** The most objects of a call, with those that they belong to, whose history is looked at. */
    private static final int MOST_OBJECTS = 24;

    /** The most entries that are read for the facts, and as many for the first occurrences of values. */
    private static final int MOST_ENTRIES = 500;

    /** The calls that are shown of what happened before. */
    private static final int SHOWN = 20;

    private final Domain domain;
    private final RecordIndex index;
    private final CallHistory history;
    private final EntryView entries;

    /**
     * @param index of the record of the domain
     * @param phrases how calls read
     */
    public Briefing(Domain domain, RecordIndex index, CallPhrases phrases) {
        this.domain = domain;
        this.index = index;
        this.history = new CallHistory(index, domain.history()::event);
        this.entries = new EntryView(domain, index, phrases);
    }

    /** Adds it to a hold as it is shown; where the record cannot be searched it says so instead. */
    public void put(ObjectNode view, SeenHold hold) {
        FromIndex.put(view, found -> {
            index.awaitNear();
            found(found, hold);
        });
    }

    /** Returns the story of a hold that is over, as the record has it; empty where that cannot be searched. */
    public Optional<HoldStory> story(SeenHold hold) {
        if (hold.status().equals("open")) {
            return Optional.empty();
        }
        long number = hold.held().hold();
        try {
            index.awaitNear();
            var later = new TreeSet<>(index.from(Term.hold(number), number + 1, MOST_ENTRIES));
            List<Term> end =
                    List.of(Term.event("task-ended"), Term.task(hold.held().task()));
            later.addAll(index.find(end, Long.MAX_VALUE, 1).numbers());
            return Optional.of(HoldStory.of(
                    domain.history().event(number),
                    later.stream().map(domain.history()::event).toList()));
        } catch (UnavailableException e) {
            return Optional.empty();
        }
    }

    private void found(ObjectNode out, SeenHold hold) {
        Event.CallHeld held = hold.held();
        SortedSet<Key> objects = objects(hold);
        var about = new TreeSet<>(objects);
        about.addAll(held.facts().valueKeys());
        CallHistory.Calls before = history.newest(about, held.hold(), MOST_ENTRIES);
        boolean complete = before.complete() && index.indexed() >= held.hold();
        new HoldFacts(hold, objects, before.calls(), above(hold, before.calls()), domain.history()::event)
                .put(out.putArray("facts"), uses(hold), complete);
        first(out.putObject("firstSeen"), hold, about);
        ArrayNode shown = out.putArray("before");
        before.calls().reversed().stream()
                .filter(call -> objects.stream().anyMatch(call::actedOn)
                        || call.decided().facts().related().stream().anyMatch(objects::contains))
                .limit(SHOWN)
                .forEach(call -> shown.add(entries.of(call.recorded())));
        out.put("recordComplete", complete);
    }

    /** The objects of the call, those that it relates to, and those that they belong to. */
    private static SortedSet<Key> objects(SeenHold hold) {
        var objects = new TreeSet<>(hold.held().facts().objects());
        objects.addAll(hold.held().facts().related());
        hold.relations().values().forEach(objects::addAll);
        while (objects.size() > MOST_OBJECTS) {
            objects.pollLast();
        }
        return objects;
    }

    /** For each object of the calls that gave a value of the held one, the objects that it belongs to. */
    private SortedMap<Key, SortedSet<Key>> above(SeenHold hold, List<PastCall> calls) {
        List<Key> values = hold.held().facts().valueKeys();
        var objects = new TreeSet<Key>();
        calls.stream()
                .filter(call -> !Collections.disjoint(call.decided().facts().valueKeys(), values))
                .forEach(call -> objects.addAll(SharedValues.objects(call)));
        return domain.query(state -> {
            var above = new TreeMap<Key, SortedSet<Key>>();
            objects.forEach(key -> above.put(key, Relations.above(state.keys(), key)));
            return above;
        });
    }

    private void first(ObjectNode out, SeenHold hold, SortedSet<Key> about) {
        List<Term> terms = new ArrayList<>();
        terms.add(Term.task(hold.held().task()));
        about.forEach(key -> terms.add(Term.object(key)));
        CallHistory.Calls oldest = history.oldest(terms, hold.held().hold(), MOST_ENTRIES);
        new FirstSeen(oldest.calls(), hold.task().instruction()).put(out, hold.held());
    }

    /** How much of each limit the call would use up, if it is still to be decided. */
    private List<LimitUse> uses(SeenHold hold) {
        Event.CallHeld held = hold.held();
        if (!hold.status().equals("open")) {
            return List.of();
        }
        long now = domain.now();
        return domain.query(state ->
                state.monitors().uses(state.view(state.nextSeq(), now, held.task(), held.actor(), held.facts())));
    }
}
