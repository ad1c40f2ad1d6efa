package dev.interlock.server.door.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.door.api.view.ObjectView;
import dev.interlock.server.door.api.view.Times;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.index.Counted;
import dev.interlock.server.index.EntryPage;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The objects that the record is about, for people. */
final class ObjectRoutes implements Routes {

    /** The pages of names that are passed over, at the most, to fill one page: values that bind calls stand among the objects. */
    private static final int PASSES = 5;

    /** The most entries of a party that are looked at for one page. */
    private static final int LOOKED = 500;

    private final Domain domain;
    private final RecordIndex index;
    private final ObjectView view;

    /** @param index of the record of the domain */
    ObjectRoutes(Domain domain, RecordIndex index) {
        this.domain = domain;
        this.index = index;
        this.view = new ObjectView(domain, index);
    }

    @Override
    public Reply route(Caller caller, RoutedRequest request) throws Refusal {
        return switch (request.depth()) {
            case 0 -> list(caller, request.looked());
            case 1 -> RoutedRequest.nowhere();
            default -> show(caller, request.path(), request.looked());
        };
    }

    /** A page of names. */
    private record Names(List<Counted> found, Optional<String> next) {}

    private Reply list(Caller caller, Query query) throws Refusal {
        Optional<String> type = query.text("type");
        Optional<String> prefix = query.text("q");
        Optional<String> party = query.text("party");
        Optional<String> after = query.text("after");
        int limit = query.limit();
        query.finish();
        People.require(caller, "see the objects in the record");
        if (party.isPresent() && (type.isPresent() || prefix.isPresent())) {
            throw Refusal.invalid(List.of(new Refusal.Flaw(
                    "party", "the objects of a party are sorted by their newest entries: leave out `type` and `q`")));
        }
        index.awaitNear();
        Names names = party.isPresent()
                ? byParty(party.get(), after, limit)
                : type.isPresent() || prefix.isPresent()
                        ? byName(type.map(one -> one + "/").orElse("") + prefix.orElse(""), after, limit)
                        : byActivity(after, limit);
        ObjectNode body = Json.object().put("size", index.size()).put("indexed", index.indexed());
        ArrayNode objects = body.putArray("objects");
        names.found().forEach(name -> objects.add(line(name)));
        names.next().ifPresent(next -> body.put("next", next));
        return Reply.json(200, body);
    }

    private Names byName(String prefix, Optional<String> after, int limit) {
        List<Counted> found = index.counted(Term.Kind.OBJECT, prefix, after.orElse(""), limit + 1);
        return found.size() <= limit
                ? new Names(found, Optional.empty())
                : new Names(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).name()));
    }

    /**
     * The objects of the newest entries in which a party acted. A page is a run of entries, and counts these alone: an object of older
     * entries, too, stands on a later page again.
     */
    private Names byParty(String party, Optional<String> after, int limit) throws Refusal {
        Set<String> types = types();
        EntryPage found = index.find(
                List.of(Term.party(party)), after.isPresent() ? number(after.get()) : Long.MAX_VALUE, LOOKED);
        var objects = new LinkedHashMap<String, Counted>();
        for (long number : found.numbers()) {
            List<String> names = index.names(Term.Kind.OBJECT, domain.history().event(number)).stream()
                    .filter(name -> isOf(types, name))
                    .toList();
            long further =
                    names.stream().filter(name -> !objects.containsKey(name)).count();
            if (!objects.isEmpty() && objects.size() + further > limit) {
                return new Names(List.copyOf(objects.values()), Optional.of(Long.toString(number + 1)));
            }
            names.forEach(name -> objects.merge(
                    name,
                    new Counted(name, 1, number),
                    (known, one) -> new Counted(name, known.count() + 1, known.last())));
        }
        return new Names(
                List.copyOf(objects.values()),
                found.next().isPresent()
                        ? Optional.of(Long.toString(found.next().getAsLong()))
                        : Optional.empty());
    }

    private Set<String> types() {
        return domain.query(state -> new TreeSet<>(state.bundle().types().keySet()));
    }

    /** Returns whether a name is that of an object, and not of a value that binds calls. */
    private static boolean isOf(Set<String> types, String name) {
        return types.contains(name.substring(0, Math.max(0, name.indexOf('/'))));
    }

    /** Those with the newest entries first. A page goes on after the entry and the name of the last of the page before. */
    private Names byActivity(Optional<String> after, int limit) throws Refusal {
        Set<String> types = types();
        Optional<Counted> last = after.isPresent() ? Optional.of(place(after.get())) : Optional.empty();
        var found = new ArrayList<Counted>();
        boolean more = true;
        for (int pass = 0; pass < PASSES && more && found.size() < limit; pass++) {
            List<Counted> page = index.newest(Term.Kind.OBJECT, last, limit);
            more = page.size() == limit;
            for (Counted one : page) {
                if (found.size() < limit) {
                    last = Optional.of(one);
                    if (isOf(types, one.name())) {
                        found.add(one);
                    }
                } else {
                    more = true;
                }
            }
        }
        return new Names(found, more ? last.map(one -> one.last() + ":" + one.name()) : Optional.empty());
    }

    private static Counted place(String after) throws Refusal {
        int colon = after.indexOf(':');
        return new Counted(after.substring(colon + 1), 0, number(after.substring(0, Math.max(0, colon))));
    }

    private static long number(String after) throws Refusal {
        if (!after.matches("[0-9]{1,15}")) {
            throw Refusal.invalid(
                    List.of(new Refusal.Flaw("after", "this is not a position in the list: use a value of `next`")));
        }
        return Long.parseLong(after);
    }

    private ObjectNode line(Counted counted) {
        int slash = counted.name().indexOf('/');
        return Json.object()
                .put("object", counted.name())
                .put("type", counted.name().substring(0, Math.max(0, slash)))
                .put("id", counted.name().substring(slash + 1))
                .put("entries", counted.count())
                .put("last", counted.last())
                .put("at", Times.of(domain.history().event(counted.last()).timeMillis()));
    }

    private Reply show(Caller caller, String name, Query query) throws Refusal {
        query.finish();
        People.require(caller, "see the objects in the record");
        index.awaitNear();
        Key object = object(name);
        boolean known = index.counted(new Term.Named(Term.Kind.OBJECT, object.toString()))
                        .isPresent()
                || domain.query(state -> state.keys().find(object)) != KeyTable.ABSENT;
        if (!known) {
            throw absent();
        }
        return Reply.json(200, view.full(object));
    }

    private static Key object(String name) throws Refusal {
        try {
            return Key.parse(name);
        } catch (IllegalArgumentException e) {
            throw absent();
        }
    }

    private static Refusal absent() {
        return Problems.absent("the record does not mention this object; `GET /v1/objects` lists the recorded objects");
    }
}
