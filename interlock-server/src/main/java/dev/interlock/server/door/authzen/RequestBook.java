package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.store.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The book keeps the parts of access requests that the record does not have: the items of each, and the callback. One
 * file each in the data folder, which appears whole or not at all, durably. Nothing here lets a call through: it says
 * only how to show a request, and whom to tell. Thread-safe.
 */
final class RequestBook {

    /** The folder in the data folder. */
    static final String FOLDER = "access-requests";

    private static final System.Logger LOG = System.getLogger(RequestBook.class.getName());

    private static final String ENDING = ".json";
    /** The most requests of one enforcement point that are kept at once. */
    private static final int MOST = 1_000;

    /** Resources and actions of one request, in bytes. */
    private static final int LONGEST_ITEMS = 64 << 10;

    private final Path folder;
    private final InstantSource clock;
    /** The kept requests by id. */
    private final Map<String, Entry> entries = new HashMap<>(); // guarded by itself

    private record Entry(String by, long untilMillis) {}

    /**
     * A request that is kept.
     *
     * @param id under which it is kept
     * @param by the enforcement point
     * @param task its handle, as it was given out
     * @param status where it is looked up
     * @param untilMillis the time at which it is forgotten
     * @param calls the numbers of its held evaluations
     * @param items each item as it is shown: resource and action; empty for a request about one
     */
    record KeptRequest(
            String id,
            String by,
            String task,
            String status,
            long untilMillis,
            List<Long> calls,
            List<ObjectNode> items,
            Optional<Callback> callback) {
        KeptRequest {
            calls = List.copyOf(calls);
            items = List.copyOf(items);
        }
    }

    /** @throws IOException if the folder cannot be read or made */
    RequestBook(Path data, InstantSource clock) throws IOException {
        this.folder = Files.createDirectories(data.resolve(FOLDER));
        this.clock = clock;
        for (KeptRequest kept : all()) {
            entries.put(kept.id(), new Entry(kept.by(), kept.untilMillis()));
        }
        forgetOld();
    }

    /**
     * Keeps it, instead of what was kept under its id.
     *
     * @param over whether a request is over: where there is too much, one that is, and of which nobody is to be told, makes room
     * @throws AuthzenRefusal if that would be too much
     */
    void keep(KeptRequest kept, Predicate<KeptRequest> over) throws AuthzenRefusal {
        ObjectNode tree = tree(kept);
        if (Json.bytes(tree.path("items")).length > LONGEST_ITEMS) {
            throw AuthzenRefusal.invalid("`items` has more than " + LONGEST_ITEMS + " bytes: send several requests");
        }
        synchronized (entries) {
            forgetOld();
            if (!entries.containsKey(kept.id()) && of(kept.by()).size() >= MOST && !makesRoom(kept.by(), over)) {
                throw new AuthzenRefusal(
                        429,
                        "you already have " + MOST
                                + " open requests with `items` or `callback`: send this one without them, and poll"
                                + " `task.status_endpoint`",
                        Map.of("Retry-After", "60"));
            }
            try {
                SecretFile.write(file(kept.id()), Json.bytes(tree));
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "an access request could not be stored", e);
                throw new AuthzenRefusal(503, "the request cannot be stored now", Map.of("Retry-After", "5"));
            }
            entries.put(kept.id(), new Entry(kept.by(), kept.untilMillis()));
        }
    }

    /** The ids of the requests of an enforcement point, those that are forgotten first at first. */
    private List<String> of(String by) {
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().by().equals(by))
                .sorted(Comparator.comparingLong(entry -> entry.getValue().untilMillis()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean makesRoom(String by, Predicate<KeptRequest> over) {
        for (String id : of(by)) {
            if (read(file(id))
                    .filter(kept -> kept.callback().isEmpty() && over.test(kept))
                    .isPresent()) {
                forget(id);
                return true;
            }
        }
        return false;
    }

    Optional<KeptRequest> find(String id) {
        synchronized (entries) {
            return entries.containsKey(id) ? read(file(id)) : Optional.empty();
        }
    }

    /** Removes the callback of the request, which was called back. */
    void calledBack(KeptRequest kept) {
        synchronized (entries) {
            if (kept.items().isEmpty()) {
                forget(kept.id());
                return;
            }
            var silent = new KeptRequest(
                    kept.id(),
                    kept.by(),
                    kept.task(),
                    kept.status(),
                    kept.untilMillis(),
                    kept.calls(),
                    kept.items(),
                    Optional.empty());
            try {
                SecretFile.write(file(kept.id()), Json.bytes(tree(silent)));
            } catch (IOException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "could not record that a callback was sent, so the callback may be sent again",
                        e);
            }
        }
    }

    /** Returns all requests that are kept; what cannot be read is passed over. */
    List<KeptRequest> all() throws IOException {
        var found = new ArrayList<KeptRequest>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .forEach(file -> read(file).ifPresent(found::add));
        }
        return found;
    }

    private void forgetOld() {
        long now = clock.millis();
        Set<String> old = new HashSet<>();
        entries.forEach((id, entry) -> {
            if (entry.untilMillis() < now) {
                old.add(id);
            }
        });
        old.forEach(this::forget);
    }

    private void forget(String id) {
        entries.remove(id);
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "an access request could not be removed", e);
        }
    }

    private Path file(String id) {
        return folder.resolve(id + ENDING);
    }

    private static ObjectNode tree(KeptRequest kept) {
        ObjectNode tree = Json.object()
                .put("id", kept.id())
                .put("by", kept.by())
                .put("task", kept.task())
                .put("status", kept.status())
                .put("until", kept.untilMillis());
        ArrayNode calls = tree.putArray("calls");
        kept.calls().forEach(calls::add);
        ArrayNode items = tree.putArray("items");
        kept.items().forEach(items::add);
        kept.callback().ifPresent(callback -> tree.set("callback", callback.tree()));
        return tree;
    }

    private static Optional<KeptRequest> read(Path file) {
        try {
            if (new JsonReader(JsonLimits.answers()).read(SecretFile.read(file, "an access request"))
                    instanceof JsonReader.Outcome.Value(ObjectNode tree)) {
                var calls = new ArrayList<Long>();
                for (JsonNode call : tree.required("calls")) {
                    calls.add(call.longValue());
                }
                var items = new ArrayList<ObjectNode>();
                for (JsonNode item : tree.required("items")) {
                    items.add((ObjectNode) item);
                }
                return Optional.of(new KeptRequest(
                        tree.required("id").textValue(),
                        tree.required("by").textValue(),
                        tree.required("task").textValue(),
                        tree.required("status").textValue(),
                        tree.required("until").longValue(),
                        calls,
                        items,
                        Callback.of(tree)));
            }
        } catch (IOException | AuthzenRefusal | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "`" + file + "` is not an access request; remove it", e);
        }
        return Optional.empty();
    }
}
