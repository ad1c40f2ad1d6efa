package dev.interlock.bench.revoke;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.policy.check.PolicyBundle;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.oauth.DpopKey;
import dev.interlock.server.oauth.TokenClient;
import dev.interlock.server.serve.InterlockServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * From the moment at which somebody asks for a task to be closed to the moment at which something of it is refused for the first
 * time, while it is used without a pause: a call at the gateway, a token of the task that a resource server asks about, or a
 * statement on an open connection of its role.
 */
public final class RevokeBench implements Bench {

    private static final int TASKS = 1_000;
    private static final int MEASURED = 200;
    private static final int WARM_UP = 50;
    private static final int AT_ONCE = 8;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public String name() {
        return "revoke";
    }

    @Override
    public String title() {
        return "from the end of a task to the first refused use of what was issued for it; [TASKS], 1000 unless said otherwise";
    }

    private record Task(String id, int agent) {}

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        int tasks = tasks(args);
        Path folder = Files.createTempDirectory("interlock-revoke");
        try (Shop shop = new Shop(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ConfigOutcome outcome = ConfigReader.read(shop.config(), shop.environment());
            if (!(outcome instanceof ConfigOutcome.Loaded loaded)
                    || !(PolicyBundle.load(folder.resolve("bundle")) instanceof PolicyBundle.Compiled bundle)) {
                throw new IOException(outcome.diagnostics() + " "
                        + PolicyBundle.load(folder.resolve("bundle")).diagnostics());
            }
            try (InterlockServer server = InterlockServer.start(loaded.config(), bundle, InstantSource.system())) {
                URI url = URI.create("http://127.0.0.1:" + server.port());
                List<Task> open = open(shop, url, tasks, threads);
                System.err.println("revoke: " + tasks + " tasks with " + tasks * Shop.LEASES + " leases");
                int measured = Math.min(MEASURED, (tasks - WARM_UP) / 3);
                int leases = tasks * Shop.LEASES;
                for (Task each : open.subList(0, WARM_UP)) {
                    atGateway(shop, url, each, threads);
                }
                report(
                        results,
                        "gateway",
                        leases,
                        open.subList(WARM_UP, WARM_UP + measured),
                        task -> atGateway(shop, url, task, threads));
                report(
                        results,
                        "introspection",
                        leases,
                        open.subList(WARM_UP + measured, WARM_UP + 2 * measured),
                        task -> atIntrospection(shop, url, task, threads));
                report(
                        results,
                        "postgres",
                        leases,
                        open.subList(WARM_UP + 2 * measured, WARM_UP + 3 * measured),
                        task -> atDatabase(shop, url, task, threads));
            }
        } finally {
            delete(folder);
        }
    }

    private static int tasks(List<String> args) throws BadArguments {
        try {
            int tasks = args.isEmpty() ? TASKS : Integer.parseInt(args.getFirst());
            if (args.size() > 1 || tasks < WARM_UP + 20) {
                throw new BadArguments("name the number of tasks, at least " + (WARM_UP + 20));
            }
            return tasks;
        } catch (NumberFormatException e) {
            throw new BadArguments("name the number of tasks, at least " + (WARM_UP + 20));
        }
    }

    /** With all leases of each in use. */
    private List<Task> open(Shop shop, URI url, int count, ExecutorService threads) throws Exception {
        List<Callable<Task>> work = new ArrayList<>();
        var places = new java.util.concurrent.Semaphore(AT_ONCE);
        for (int i = 0; i < count; i++) {
            int agent = i % Shop.AGENTS;
            work.add(() -> {
                places.acquire();
                try {
                    String body = "{\"agent\":\"agent-" + agent + "\",\"intent\":\"work\",\"instruction\":\"work\"}";
                    HttpResponse<String> opened = send(post(url.resolve("/v1/tasks"), shop.person(), body));
                    int at = opened.body().indexOf("\"id\":\"t-");
                    if (at < 0) {
                        throw new IOException("no task was opened: " + opened.body());
                    }
                    var task = new Task(
                            opened.body().substring(at + 6, opened.body().indexOf('"', at + 6)), agent);
                    for (int lease = 0; lease < Shop.LEASES; lease++) {
                        HttpResponse<String> used = use(shop, url, task, lease);
                        if (used.statusCode() != 200) {
                            throw new IOException("a credential cannot be used: " + used.body());
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

    private HttpResponse<String> use(Shop shop, URI url, Task task, int lease)
            throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url.resolve("/rest/" + Shop.api(lease) + "/" + task.id()))
                .header("Authorization", "Bearer " + shop.token(task.agent()))
                .header("Interlock-Task", task.id())
                .GET()
                .build());
    }

    private static HttpRequest post(URI url, String token, String body) {
        return HttpRequest.newBuilder(url)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Asks for the end: when, by the clock of {@link System#nanoTime}. */
    private long close(Shop shop, URI url, Task task) throws IOException, InterruptedException {
        HttpRequest close = post(url.resolve("/v1/tasks/" + task.id() + "/close"), shop.person(), "{}");
        long asked = System.nanoTime();
        HttpResponse<String> closed = send(close);
        if (closed.statusCode() != 200) {
            throw new IOException("the task was not closed: " + closed.body());
        }
        return asked;
    }

    private interface Door {
        double millis(Task task) throws Exception;
    }

    private double atGateway(Shop shop, URI url, Task task, ExecutorService threads) throws Exception {
        var used = new CountDownLatch(3);
        Future<Long> refused = threads.submit(() -> {
            for (int i = 0; ; i++) {
                HttpResponse<String> answer = use(shop, url, task, i % Shop.LEASES);
                if (answer.statusCode() != 200) {
                    return System.nanoTime();
                }
                used.countDown();
            }
        });
        used.await();
        long asked = close(shop, url, task);
        return (refused.get() - asked) / 1e6;
    }

    private double atIntrospection(Shop shop, URI url, Task task, ExecutorService threads) throws Exception {
        var client = new TokenClient(http, url, InstantSource.system());
        ObjectNode details = Json.object().put("task", task.id());
        String token =
                switch (client.exchange(DpopKey.generate(), shop.svid(task.agent()), "/rest/" + Shop.api(0), details)) {
                    case TokenClient.Result.Issued issued ->
                        issued.answer().path("access_token").asText();
                    case TokenClient.Result.Refused refused -> throw new IOException("no token was issued: " + refused);
                };
        var used = new CountDownLatch(3);
        Future<Long> refused = threads.submit(() -> {
            while (true) {
                String answer = introspected(shop, url, token);
                if (answer.contains("\"active\":false")) {
                    return System.nanoTime();
                }
                used.countDown();
            }
        });
        used.await();
        long asked = close(shop, url, task);
        return (refused.get() - asked) / 1e6;
    }

    private String introspected(Shop shop, URI url, String token) throws IOException, InterruptedException {
        String form = "token=" + token
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                + "&client_assertion=" + shop.assertion(url.toString());
        HttpResponse<String> answer = send(HttpRequest.newBuilder(url.resolve("/oauth/introspect"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
        if (answer.statusCode() != 200) {
            throw new IOException("nobody could ask about the token: " + answer.body());
        }
        return answer.body();
    }

    private double atDatabase(Shop shop, URI url, Task task, ExecutorService threads) throws Exception {
        Shop.Login login = shop.login(task.id());
        var used = new CountDownLatch(3);
        try (Connection connection = shop.connect(login.user(), login.password());
                Statement statement = connection.createStatement()) {
            Future<Long> refused = threads.submit(() -> {
                while (true) {
                    try {
                        statement.execute("select 1");
                        used.countDown();
                    } catch (SQLException e) {
                        return System.nanoTime();
                    }
                }
            });
            used.await();
            long asked = close(shop, url, task);
            return (refused.get() - asked) / 1e6;
        }
    }

    private void report(ResultPrinter results, String door, int leases, List<Task> tasks, Door measured)
            throws Exception {
        double[] millis = new double[tasks.size()];
        for (int i = 0; i < millis.length; i++) {
            millis[i] = measured.millis(tasks.get(i));
        }
        Arrays.sort(millis);
        Map<String, Object> params = Map.of("door", door, "leases", leases, "closed", millis.length);
        results.print(new Result(name(), "revoke_to_refusal_ms_p50", params, at(millis, 0.5), "ms"));
        results.print(new Result(name(), "revoke_to_refusal_ms_p99", params, at(millis, 0.99), "ms"));
    }

    private static double at(double[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
