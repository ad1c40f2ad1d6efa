package dev.interlock.server.door.api;

import dev.interlock.engine.model.Key;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Request;
import dev.interlock.server.http.server.RequestTarget;
import dev.interlock.server.render.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** The parameters of a request, asked for by name; {@link #finish} refuses the rest. */
final class Query {

    /** The form of the number of an entry. */
    static final String NUMBER = "0|[1-9][0-9]{0,14}";

    private static final int USUAL = 100;
    private static final int MOST = 500;

    private final Map<String, List<String>> parameters;
    private final Set<String> known = new TreeSet<>();
    private final List<Refusal.Flaw> flaws = new ArrayList<>();

    private Query(Map<String, List<String>> parameters) {
        this.parameters = parameters;
    }

    /** @throws Refusal if there is more than one way to read it */
    static Query of(Request request) throws Refusal {
        return new Query(RequestTarget.parameters(request.query()));
    }

    private Optional<String> take(String name) {
        known.add(name);
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            flaws.add(new Refusal.Flaw(name, "this parameter occurs more than once"));
        }
        return values.stream().findFirst();
    }

    Optional<String> choice(String name, Set<String> choices) {
        Optional<String> value = take(name);
        if (value.isPresent() && !choices.contains(value.get())) {
            flaws.add(new Refusal.Flaw(name, "this is not one of " + String.join(", ", new TreeSet<>(choices))));
        }
        return value;
    }

    /** Returns the id after which a list goes on; 0 for the beginning. */
    long after(char kind) {
        Optional<String> value = take("after");
        if (value.isEmpty()) {
            return -1;
        }
        var number = Ids.parse(kind, value.get());
        if (number.isEmpty()) {
            flaws.add(new Refusal.Flaw("after", "this is not an id: write one such as `" + kind + "-12`"));
        }
        return number.orElse(-1);
    }

    /** The same of leases. */
    long afterLease() {
        Optional<String> value = take("after");
        if (value.isEmpty()) {
            return -1;
        }
        var number = Ids.parseLease(value.get());
        if (number.isEmpty()) {
            flaws.add(new Refusal.Flaw("after", "this is not an id: write one such as `lease-12`"));
        }
        return number.orElse(-1);
    }

    /** The same of lanes. */
    long afterLane() {
        Optional<String> value = take("after");
        if (value.isEmpty()) {
            return -1;
        }
        var number = Ids.parseLane(value.get());
        if (number.isEmpty()) {
            flaws.add(new Refusal.Flaw("after", "this is not an id: write one such as `lane-12`"));
        }
        return number.orElse(-1);
    }

    /** Reads the id of the thing to which the entries have to belong; empty for any. */
    OptionalLong id(String name, char kind) {
        Optional<String> value = take(name);
        var number = value.isEmpty() ? OptionalLong.empty() : Ids.parse(kind, value.get());
        if (value.isPresent() && number.isEmpty()) {
            flaws.add(new Refusal.Flaw(name, "this is not an id: write one such as `" + kind + "-12`"));
        }
        return number;
    }

    /** The same of a lane. */
    OptionalLong lane(String name) {
        Optional<String> value = take(name);
        var number = value.isEmpty() ? OptionalLong.empty() : Ids.parseLane(value.get());
        if (value.isPresent() && number.isEmpty()) {
            flaws.add(new Refusal.Flaw(name, "this is not an id: write one such as `lane-12`"));
        }
        return number;
    }

    /** Reads an object of any type, also of one that the bundle does not have any more; empty for any. */
    Optional<Key> object(String name) {
        Optional<String> value = take(name);
        try {
            return value.map(Key::parse);
        } catch (IllegalArgumentException e) {
            flaws.add(new Refusal.Flaw(name, "this is not an object: write one such as `invoice/7`"));
            return Optional.empty();
        }
    }

    /** Reads the number of an entry; empty where none is given. */
    OptionalLong entry(String name) {
        Optional<String> value = take(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!value.get().matches(NUMBER)) {
            flaws.add(new Refusal.Flaw(name, "this is not the number of an entry: write one such as `4711`"));
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(value.get()));
    }

    /** Reads the number of an entry below which a list begins; beyond all of them for the newest. */
    long before() {
        return entry("before").orElse(Long.MAX_VALUE);
    }

    Optional<String> text(String name) {
        return take(name);
    }

    /** Reads a whole number within bounds; the usual one where there is none. */
    int number(String name, int least, int most, int usual) {
        Optional<String> value = take(name);
        if (value.isEmpty()) {
            return usual;
        }
        if (value.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        flaws.add(new Refusal.Flaw(name, "this is not a whole number from " + least + " to " + most));
        return usual;
    }

    /** The most entries of a list. */
    int limit() {
        Optional<String> value = take("limit");
        if (value.isEmpty()) {
            return USUAL;
        }
        if (!value.get().matches("[1-9][0-9]{0,3}") || Integer.parseInt(value.get()) > MOST) {
            flaws.add(new Refusal.Flaw("limit", "this is not a whole number from 1 to " + MOST));
            return USUAL;
        }
        return Integer.parseInt(value.get());
    }

    void finish() throws Refusal {
        for (String name : parameters.keySet()) {
            if (!known.contains(name)) {
                flaws.add(new Refusal.Flaw(
                        name.length() <= 60 ? name : name.substring(0, 60),
                        known.isEmpty()
                                ? "nothing is expected here"
                                : "there is no such parameter; use one of " + String.join(", ", known)));
            }
        }
        if (!flaws.isEmpty()) {
            throw Refusal.invalid(flaws);
        }
    }
}
