package dev.interlock.server.door.mcp.aggregate;

import dev.interlock.server.upstream.Description;
import dev.interlock.server.upstream.Upstream;
import dev.interlock.server.upstream.UpstreamException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks several servers side by side, each on a virtual thread, and waits for each so long and no longer. Thread-safe. */
public final class Parallel {
    private static final System.Logger LOG = System.getLogger(Parallel.class.getName());

    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("aggregate").start(task);

    private final Function<Upstream, Duration> patience;

    Parallel(Function<Upstream, Duration> patience) {
        this.patience = patience;
    }

    /** The question to a server that is there. */
    public interface Question<T> {
        T of(Upstream server, Description description) throws UpstreamException;
    }

    /** The response of one server. */
    public sealed interface Response<T> {
        record Answer<T>(Upstream server, T answer) implements Response<T> {}

        /** The server could not be asked, or did not answer in time. */
        record Nothing<T>(Upstream server, String why) implements Response<T> {}
    }

    static <T> CompletableFuture<T> start(Callable<T> task) {
        CompletableFuture<T> running = new CompletableFuture<>();
        THREADS.execute(() -> {
            try {
                running.complete(task.call());
            } catch (Exception e) {
                running.completeExceptionally(e);
            }
        });
        return running;
    }

    /** Asks each server when it has described itself, unless that is too late: nobody waits for the answer then. */
    <T> List<Response<T>> ask(
            List<Upstream> servers, Function<Upstream, CompletableFuture<Description>> describe, Question<T> question) {
        List<CompletableFuture<T>> running = new ArrayList<>();
        for (Upstream server : servers) {
            running.add(describe.apply(server)
                    .thenApplyAsync(
                            description -> {
                                try {
                                    return question.of(server, description);
                                } catch (UpstreamException e) {
                                    throw new CompletionException(e);
                                }
                            },
                            THREADS));
        }
        return await(servers, running);
    }

    /** Runs a task for each server at the same time; a server that is late goes on by itself. */
    void run(List<Upstream> servers, Consumer<Upstream> task) {
        List<CompletableFuture<Boolean>> running = new ArrayList<>();
        for (Upstream server : servers) {
            running.add(start(() -> {
                task.accept(server);
                return true;
            }));
        }
        await(servers, running);
    }

    private <T> List<Response<T>> await(List<Upstream> servers, List<CompletableFuture<T>> running) {
        long begun = System.nanoTime();
        List<Response<T>> heard = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            heard.add(await(servers.get(i), running.get(i), begun));
        }
        return heard;
    }

    private <T> Response<T> await(Upstream server, CompletableFuture<T> running, long begun) {
        Duration most = patience.apply(server);
        try {
            long left = Math.max(0, begun + most.toNanos() - System.nanoTime());
            return new Response.Answer<>(server, running.get(left, TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            running.cancel(false);
            return new Response.Nothing<>(server, "it did not answer within " + most.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Response.Nothing<>(server, "the request to it was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UpstreamException cause) {
                return new Response.Nothing<>(server, cause.getMessage());
            }
            LOG.log(System.Logger.Level.ERROR, "a request to server `" + server.name() + "` failed", e);
            return new Response.Nothing<>(server, "Interlock failed to send the request; see its log");
        }
    }
}
