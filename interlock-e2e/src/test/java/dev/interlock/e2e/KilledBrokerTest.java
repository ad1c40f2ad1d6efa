package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.QueryApi;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.json.Json;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway's process is killed at random points while roles of a database come and go, and started again on the same data: what
 * it had issued is gone then, and nobody can log in with it.
 */
@Tag("long")
class KilledBrokerTest {

    /** 10, unless a longer run is asked for. */
    private static final int KILLS = Integer.getInteger("interlock.kills", 10);

    private static final int WORKERS = 4;
    private static final int LATEST_MILLIS = 600;
    /** The newest logins, by which nobody gets in when all is over either. */
    private static final int AGAIN = 50;

    @TempDir
    Path folder;

    private final Postgres postgres = Postgres.shared();
    private final TestParties troupe = new TestParties();
    /** The number of logins that were tried. */
    private int tried;

    @Test
    void nothingIsLeftOfWhatADeadProcessHadIssued() throws Exception {
        Quiet.on();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Shop.create(postgres);
        try (QueryApi api = new QueryApi(postgres)) {
            Path config = Shop.configure(folder, postgres, api.base(), troupe);
            int orphans = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                try (ServeProcess server = ServeProcess.start(config, folder.resolve("log"), Shop.MAKER_PASSWORD)) {
                    assertNothingLeft(api, "seed " + seed + ", before kill " + kill);
                    var begun = new CountDownLatch(1);
                    CompletableFuture<?> work = work(server, begun);
                    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
                    // a random point is one in time: nothing that could be waited for
                    var never = new CountDownLatch(1);
                    assertThat(never.await(random.nextInt(LATEST_MILLIS), TimeUnit.MILLISECONDS))
                            .isFalse();
                    server.kill();
                    work.get(60, TimeUnit.SECONDS);
                    orphans += Shop.roles(postgres).size();
                }
            }
            assertThat(orphans).as("the kills came while there was something").isPositive();
            assertThat(api.logins).hasSizeGreaterThan(KILLS);
            try (ServeProcess last = ServeProcess.start(config, folder.resolve("log"), Shop.MAKER_PASSWORD)) {
                assertNothingLeft(api, "seed " + seed + ", in the end");
                List<QueryApi.Login> all = List.copyOf(api.logins);
                assertNobodyLogsIn(
                        all.subList(Math.max(0, all.size() - AGAIN), all.size()), "seed " + seed + ", once again");
                last.stop();
            }
            assertThat(new Record(folder.resolve("data")).verify()).isInstanceOf(Report.Verified.class);
        } finally {
            Shop.drop(postgres);
        }
    }

    /** Nobody gets in by what was issued since the last time: every try takes as long as making a role does. */
    private void assertNothingLeft(QueryApi api, String when) {
        Shop.awaitNothingLeft(postgres);
        List<QueryApi.Login> logins = List.copyOf(api.logins);
        assertNobodyLogsIn(logins.subList(tried, logins.size()), when);
        tried = logins.size();
    }

    private void assertNobodyLogsIn(List<QueryApi.Login> logins, String when) {
        assertThat(logins).as(when).noneMatch(login -> Shop.canLogIn(postgres, login));
    }

    /** Opens tasks, asks, closes every other one, until the server is gone. */
    private CompletableFuture<?> work(ServeProcess server, CountDownLatch begun) {
        return CompletableFuture.allOf(IntStream.range(0, WORKERS)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            var office = new Office(server.url(), troupe);
                            try {
                                for (int round = 0; ; round++) {
                                    String task = office.task("olivia", "clerk", "work");
                                    RestAgent.of(server.url().resolve("/rest/orders"), troupe.token("clerk"), task)
                                            .get("/orders");
                                    begun.countDown();
                                    if (round % 2 == 0) {
                                        office.post("olivia", "/v1/tasks/" + task + "/close", Json.object());
                                    }
                                }
                            } catch (UncheckedIOException e) {
                                // it is gone
                            }
                        },
                        task -> Thread.ofVirtual().start(task)))
                .toArray(CompletableFuture<?>[]::new));
    }
}
