package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.enforce.HeldCalls;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The watch calls enforcement points back when their access requests are over: once for each, with the status that
 * ended it. The writer only notes which requests an event may be about; everything else happens on another thread, so
 * no decision waits for it. A callback that was not acknowledged when the process ended is sent after the next start.
 * Thread-safe.
 */
final class CallbackWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(CallbackWatch.class.getName());

    private final HeldCalls heldCalls;
    private final RequestStatus standings;
    private final RequestBook book;
    private final AuthzenConfig config;
    private final CallbackSender sender;
    private final Map<String, RequestBook.KeptRequest> waiting = new ConcurrentHashMap<>();
    /** The requests that an event may be about: by hold and by task. */
    private final Map<Long, Set<String>> byHold = new ConcurrentHashMap<>();

    private final Map<Long, Set<String>> byTask = new ConcurrentHashMap<>();
    /** The requests to look at next. */
    private final Set<String> due = ConcurrentHashMap.newKeySet();

    private final Semaphore news = new Semaphore(0);
    private final ExecutorService deliveries = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread thread = Thread.ofVirtual().name("interlock-callbacks").unstarted(this::run);

    CallbackWatch(
            HeldCalls heldCalls,
            RequestStatus standings,
            RequestBook book,
            AuthzenConfig config,
            CallbackSender sender) {
        this.heldCalls = heldCalls;
        this.standings = standings;
        this.book = book;
        this.config = config;
        this.sender = sender;
    }

    /** Starts with what was left before. */
    void start() throws IOException {
        heldCalls.onRecorded(this::recorded);
        for (RequestBook.KeptRequest kept : book.all()) {
            if (kept.callback().isPresent()) {
                add(kept);
            }
        }
        thread.start();
    }

    /** Returns why nobody may be called back at the address, in lower case. */
    Optional<String> objection(EnforcementPoint by, Callback callback) {
        return by.callbacks().to().contains(callback.endpoint())
                ? sender.objection(callback.endpoint(), by.callbacks().internal())
                : Optional.of("it is not one of the addresses configured for you");
    }

    /** A request that is kept, and somebody to be called back for it. */
    void add(RequestBook.KeptRequest kept) {
        waiting.put(kept.id(), kept);
        for (HeldCalls.Held held : held(kept)) {
            index(byHold, held.hold(), kept.id());
            index(byTask, held.event().task(), kept.id());
        }
        due.add(kept.id()); // it may have ended meanwhile
        news.release();
    }

    private List<HeldCalls.Held> held(RequestBook.KeptRequest kept) {
        return kept.calls().stream()
                .flatMap(call -> heldCalls.held(call).stream())
                .toList();
    }

    private static void index(Map<Long, Set<String>> by, long number, String id) {
        by.compute(number, (key, ids) -> {
            Set<String> all = ids == null ? ConcurrentHashMap.newKeySet() : ids;
            all.add(id);
            return all;
        });
    }

    private static void unindex(Map<Long, Set<String>> by, long number, String id) {
        by.computeIfPresent(number, (key, ids) -> {
            ids.remove(id);
            return ids.isEmpty() ? null : ids;
        });
    }

    private void recorded(List<Recorded> entries) {
        if (waiting.isEmpty()) {
            return;
        }
        boolean any = false;
        for (Recorded recorded : entries) {
            any |= note(recorded.event());
        }
        if (any) {
            news.release();
        }
    }

    /** Returns whether the event may be about a request. */
    private boolean note(Event event) {
        return switch (event) {
            case Event.HoldAnswered answered -> note(byHold, answered.hold());
            case HoldEvent.OfHold over -> note(byHold, over.hold());
            case Event.LinkAnswered link -> {
                boolean any = false;
                for (long hold : link.voided()) {
                    any |= note(byHold, hold);
                }
                yield any;
            }
            case Event.TaskEnded ended -> note(byTask, ended.task());
            case Event.CallHeld again -> note(byTask, again.task());
            case Event.CallReserved spent -> !spent.approvals().isEmpty() && note(byTask, spent.task());
            case Event.CallRepeated spent -> !spent.approvals().isEmpty() && due.addAll(waiting.keySet());
            case Event.BundleActivated activated -> due.addAll(waiting.keySet());
            case ClockEvent clock -> due.addAll(waiting.keySet());
            case HoldEvent.OfDelegation _,
                    Event.BundleProposed _,
                    Event.TaskOpened _,
                    Event.TaskAmended _,
                    Event.PlanDeclared _,
                    Event.CallDenied _,
                    Event.CallObserved _,
                    Event.CallSettled _,
                    Event.CallConfirmed _,
                    Event.CallReconciled _,
                    Event.LinkProposed _,
                    LaneEvent _,
                    LeaseEvent _,
                    AgentEvent _,
                    SchemaSeen _,
                    ContactWithdrawn _,
                    ConfigurationRecorded _,
                    LedgerEvent _ -> false;
        };
    }

    private boolean note(Map<Long, Set<String>> by, long number) {
        Set<String> ids = by.get(number);
        return ids != null && due.addAll(ids);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                boolean all = look();
                boolean woken = news.tryAcquire(all ? 60 : 1, TimeUnit.SECONDS);
                if (woken) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "callbacks have stopped");
        }
    }

    /** Returns whether all requests that were due could be looked at. */
    private boolean look() {
        boolean all = true;
        for (String id : List.copyOf(due)) {
            due.remove(id);
            RequestBook.KeptRequest kept = waiting.get(id);
            if (kept == null) {
                continue;
            }
            try {
                String status = status(kept);
                if (!status.equals(RequestStatus.PENDING)) {
                    ended(kept, status);
                }
            } catch (UnavailableException e) {
                due.add(id);
                all = false;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the status of an access request could not be read", e);
                due.add(id);
                all = false;
            }
        }
        return all;
    }

    private String status(RequestBook.KeptRequest kept) {
        var words = new ArrayList<String>();
        for (HeldCalls.Held held : held(kept)) {
            words.add(standings.of(held).map(RequestStatus::word).orElse(RequestStatus.PENDING));
        }
        return RequestStatus.together(words);
    }

    private void ended(RequestBook.KeptRequest kept, String status) {
        waiting.remove(kept.id());
        for (HeldCalls.Held held : held(kept)) {
            unindex(byHold, held.hold(), kept.id());
            unindex(byTask, held.event().task(), kept.id());
        }
        Callback callback = kept.callback().orElseThrow();
        EnforcementPoint by = config.callers().get(kept.by());
        if (by == null || !by.callbacks().to().contains(callback.endpoint()) || !callback.wants(status)) {
            book.calledBack(kept);
            return;
        }
        deliveries.execute(() -> {
            try {
                var unused = sender.deliver(
                        callback.endpoint(),
                        by.callbacks().internal(),
                        kept.id() + "-" + status,
                        message(kept, callback, status));
                book.calledBack(kept);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // after the next start
            }
        });
    }

    /** Makes the message of a callback. It holds no result: whoever is told asks where the request stands. */
    private static ObjectNode message(RequestBook.KeptRequest kept, Callback callback, String status) {
        ObjectNode message = Json.object();
        callback.state().ifPresent(state -> message.put("state", state));
        message.putObject("task").put("id", kept.task()).put("status", status).put("status_endpoint", kept.status());
        return message;
    }

    /** Stops; what was not acknowledged is told after the next start. */
    @Override
    public void close() {
        thread.interrupt();
        deliveries.shutdownNow();
    }
}
