package dev.interlock.bench.revoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import dev.interlock.bench.wire.Asker;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.app.InterlockServer;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.DpopKey;
import dev.interlock.server.oauth.TokenClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * From the moment at which somebody asks for a task to be closed to the moment at which something of it is refused for the first
 * time, while it is used again and again: a call at the gateway, a token of the task that a resource server asks about, or a
 * statement on an open connection of its role. Between two uses there is a short pause, which is in what is measured: without it
 * the clients would take the cores that the end of the task needs, and their own waiting would be measured. Beside them two
 * floors: what the clients and the server's HTTP take without any of it, and what the disk takes for one record. A close is one
 * record and a refused call another.
 */
public final class RevokeBench implements Bench {

    private static final int TASKS = 1_000;
    private static final int MEASURED = 200;
    private static final int WARM_UP = 120;
    /** Uses before the end, which keep the code of a door warm. */
    private static final int BEFORE = 40;

    private static final int USES = 60;
    private static final int FEWEST = 60;
    private static final int AT_ONCE = 8;
    private static final long PAUSE_MICROS = 300;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public String name() {
        return "revoke";
    }

    @Override
    public String title() {
        return "from the end of a task to the first refused use of what was issued for it; [TASKS], "
                + "1000 by default";
    }

    private record Task(String id, int agent) {}

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        int tasks =
                Bench.number(args, TASKS, FEWEST, Integer.MAX_VALUE, "give the number of tasks, at least " + FEWEST);
        try (var temporary = new TemporaryFolder("revoke");
                Shop shop = new Shop(temporary.path());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ConfigOutcome outcome = ConfigReader.read(shop.config(), shop.environment());
            if (!(outcome instanceof ConfigOutcome.Loaded loaded)
                    || !(PolicyBundle.load(temporary.path().resolve("bundle"))
                            instanceof PolicyBundle.Compiled bundle)) {
                throw new IOException(outcome.diagnostics() + " "
                        + PolicyBundle.load(temporary.path().resolve("bundle")).diagnostics());
            }
            try (InterlockServer server = InterlockServer.start(loaded.config(), bundle, InstantSource.system())) {
                int port = server.port();
                List<Task> open = open(shop, port, tasks, threads);
                System.err.println("revoke: " + tasks + " tasks with " + tasks * Shop.LEASES + " leases");
                var rest = new ArrayDeque<>(open);
                int leases = tasks * Shop.LEASES;
                List<Way> ways = List.of(
                        new Way("gateway", task -> atGateway(shop, port, task, threads)),
                        new Way("introspection", task -> atIntrospection(shop, port, task, threads)),
                        new Way("postgres", task -> atDatabase(shop, port, task, threads)));
                for (Way way : ways) {
                    closeAll(shop, rest, Math.min(WARM_UP, tasks / 10), way.door());
                }
                int measured = Math.min(MEASURED, rest.size() / ways.size());
                floor(results, "http", () -> nothing(port, threads));
                try (var disk = new Disk(temporary.path().resolve("floor"))) {
                    floor(results, "disk", disk::append);
                }
                for (Way way : ways) {
                    report(results, way.name(), leases, closeAll(shop, rest, measured, way.door()));
                }
            }
        }
    }

    /** With all leases of each in use. */
    private List<Task> open(Shop shop, int port, int count, ExecutorService threads) throws Exception {
        List<Callable<Task>> work = new ArrayList<>();
        var places = new Semaphore(AT_ONCE);
        for (int i = 0; i < count; i++) {
            int agent = i % Shop.AGENTS;
            work.add(() -> {
                places.acquire();
                try (var client = new Asker(port)) {
                    String body = "{\"agent\":\"agent-" + agent + "\",\"intent\":\"work\",\"instruction\":\"work\"}";
                    client.post("/v1/tasks", shop.person(), body);
                    String opened = client.body();
                    int at = opened.indexOf("\"id\":\"t-");
                    if (at < 0) {
                        throw new IOException("no task was opened: " + opened);
                    }
                    var task = new Task(opened.substring(at + 6, opened.indexOf('"', at + 6)), agent);
                    for (int lease = 0; lease < Shop.LEASES; lease++) {
                        if (use(client, shop, task, lease) != 200) {
                            throw new IOException("a credential cannot be used: " + client.body());
                        }
                    }
                    return task;
                } finally {
                    places.release();
                }
            });
        }
        List<Task> open = new ArrayList<>();
        for (Future<Task> each : threads.invokeAll(work)) {
            open.add(each.get());
        }
        return open;
    }

    private static int use(Asker client, Shop shop, Task task, int lease) throws IOException {
        return client.get("/rest/" + Shop.api(lease) + "/" + task.id(), shop.token(task.agent()), task.id());
    }

    /** Something that is done again and again, until it is refused. */
    private interface Use {
        /** @return whether it was still let through */
        boolean once(int time) throws Exception;
    }

    /** Something that ends what is used. */
    private interface End {
        void ask() throws Exception;
    }

    /** From the asking for the end to the first refused use, in milliseconds. */
    private static double measure(ExecutorService threads, Use use, End end) throws Exception {
        var used = new CountDownLatch(BEFORE);
        Future<Long> refused = threads.submit(() -> {
            for (int i = 0; use.once(i); i++) {
                used.countDown();
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(PAUSE_MICROS));
            }
            return System.nanoTime();
        });
        used.await();
        long asked = System.nanoTime();
        end.ask();
        return (refused.get() - asked) / 1e6;
    }

    private static End close(Asker client, Shop shop, Task task) {
        return () -> {
            if (client.post("/v1/tasks/" + task.id() + "/close", shop.person(), "{}") != 200) {
                throw new IOException("the task was not closed: " + client.body());
            }
        };
    }

    private double atGateway(Shop shop, int port, Task task, ExecutorService threads) throws Exception {
        try (var user = new Asker(port);
                var closer = new Asker(port)) {
            return measure(
                    threads, time -> use(user, shop, task, time % Shop.LEASES) == 200, close(closer, shop, task));
        }
    }

    private double atIntrospection(Shop shop, int port, Task task, ExecutorService threads) throws Exception {
        var issuer = URI.create("http://127.0.0.1:" + port);
        var client = new TokenClient(http, issuer, InstantSource.system());
        ObjectNode details = Json.object().put("task", task.id());
        String token =
                switch (client.exchange(DpopKey.generate(), shop.svid(task.agent()), "/rest/" + Shop.api(0), details)) {
                    case TokenClient.Result.Issued issued ->
                        issued.answer().path("access_token").asText();
                    case TokenClient.Result.Refused refused -> throw new IOException("no token was issued: " + refused);
                };
        // a client may sign before it asks, and this one's signing is not what is measured
        List<String> assertions = Stream.generate(() -> shop.assertion(issuer.toString()))
                .limit(USES)
                .toList();
        try (var user = new Asker(port);
                var closer = new Asker(port)) {
            return measure(
                    threads,
                    time -> active(user, time < USES ? assertions.get(time) : shop.assertion(issuer.toString()), token),
                    close(closer, shop, task));
        }
    }

    private static boolean active(Asker client, String assertion, String token) throws IOException {
        String form = "token=" + token
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                + "&client_assertion=" + assertion;
        if (client.form("/oauth/introspect", form) != 200) {
            throw new IOException("the token could not be introspected: " + client.body());
        }
        return !client.body().contains("\"active\":false");
    }

    private double atDatabase(Shop shop, int port, Task task, ExecutorService threads) throws Exception {
        Shop.Login login = shop.login(task.id());
        try (Connection connection = shop.connect(login.user(), login.password());
                Statement statement = connection.createStatement();
                var closer = new Asker(port)) {
            return measure(threads, time -> answers(statement), close(closer, shop, task));
        }
    }

    private static boolean answers(Statement statement) {
        try {
            statement.execute("select 1");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    /** The same two clients of the same server, where the end is a flag that the other one sees. */
    private static double nothing(int port, ExecutorService threads) throws Exception {
        var over = new AtomicBoolean();
        try (var user = new Asker(port);
                var closer = new Asker(port)) {
            return measure(threads, time -> user.empty() == 200 && !over.get(), () -> over.set(closer.empty() == 200));
        }
    }

    private interface Door {
        double millis(Task task) throws Exception;
    }

    private record Way(String name, Door door) {}

    /** @return of each how long it took, in milliseconds, sorted; each begins when the one before is withdrawn everywhere */
    private static double[] closeAll(Shop shop, Queue<Task> open, int count, Door door) throws Exception {
        double[] millis = new double[count];
        for (int i = 0; i < count; i++) {
            shop.awaitWithdrawn(open.size());
            millis[i] = door.millis(open.remove());
        }
        Arrays.sort(millis);
        return millis;
    }

    /** What there is without any of what is measured. */
    private interface Floor {
        double millis() throws Exception;
    }

    private void floor(ResultPrinter results, String floor, Floor measured) throws Exception {
        double[] millis = new double[MEASURED];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = measured.millis();
        }
        Arrays.sort(millis);
        Map<String, Object> params = Map.of("floor", floor);
        results.print(new Result(name(), "floor_ms_p50", params, at(millis, 0.5), "ms"));
        results.print(new Result(name(), "floor_ms_p99", params, at(millis, 0.99), "ms"));
    }

    private void report(ResultPrinter results, String door, int leases, double[] millis) {
        Map<String, Object> params =
                Map.of("door", door, "leases", leases, "closed", millis.length, "pause_us", PAUSE_MICROS);
        results.print(new Result(name(), "revoke_to_refusal_ms_p50", params, at(millis, 0.5), "ms"));
        results.print(new Result(name(), "revoke_to_refusal_ms_p99", params, at(millis, 0.99), "ms"));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }
}
