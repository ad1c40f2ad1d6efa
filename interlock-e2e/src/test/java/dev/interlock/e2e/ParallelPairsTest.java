package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Witness;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Both halves of a conflict at once, a thousand times: an agent edits a vendor while its sub-agent pays the same vendor. The
 * half that came first is kept in flight at the ERP until the other one is answered, so that the two surely overlap. The
 * bundle asks for no approval: either half alone would go through.
 */
class ParallelPairsTest {

    private static final int PAIRS = 1_000;
    /** In flight together. Each call that waits takes one of the system's file watchers, of which there are few. */
    private static final int ROUND = 40;

    @TempDir
    Path folder;

    /** An agent's two halves on one vendor. */
    private record Pair(
            String vendor, String payment, CompletableFuture<Answer> edit, CompletableFuture<Answer> release) {}

    @Test
    void exactlyOneHalfOfEachPairIsPermitted() throws Exception {
        Path bundle = TestBundles.variant("release-alone", folder.resolve("bundle"));
        TestBundles.edit(
                bundle, "intents.yaml", "{time: 24h, calls: 1000, idle: 4h}", "{time: 24h, calls: 9000, idle: 4h}");
        var minutes = new AtomicInteger();
        InstantSource clock = () -> Instant.now().plus(Duration.ofMinutes(minutes.get()));
        try (Stage stage = Stage.open(folder, bundle, clock)) {
            Client booker = stage.atWork("booker", "bert");
            assertThat(booker.tools()).contains("prepare_payment");
            vendorsFromBefore(stage.db);
            List<String> payments = prepare(stage, booker);

            String task = stage.office.task("olivia", "clerk", "settle-payables");
            String below = stage.office.subTask("clerk", "helper", "settle-payables", task);
            Client clerk = stage.modern("clerk", task);
            Client helper = stage.legacy("helper", below);
            var random = new Random(20_260_728);
            var pairs = new ArrayList<Pair>();
            for (int first = 0; first < PAIRS; first += ROUND) {
                pairs.addAll(round(stage, clerk, helper, payments, first, random));
                minutes.incrementAndGet(); // of one minute only so many like denials are recorded in full
            }
            assertThat(pairs).hasSize(PAIRS);
            byTheLedger(stage, pairs);
            byTheDatabase(stage, pairs);
        }
    }

    /** The ERP is older than the gateway: its vendors and invoices are there already. */
    private static void vendorsFromBefore(Path db) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + db)) {
            connection.setAutoCommit(false);
            try (PreparedStatement vendor =
                            connection.prepareStatement("insert into vendor (id, name, iban) values (?, ?, ?)");
                    PreparedStatement invoice = connection.prepareStatement(
                            "insert into invoice (id, vendor_id, number, amount, currency) values (?, ?, 'N-1', ?,"
                                    + " 'EUR')")) {
                for (int i = 0; i < PAIRS; i++) {
                    vendor.setLong(1, vendor(i));
                    vendor.setString(2, "Vendor " + i);
                    vendor.setString(3, iban(i));
                    vendor.execute();
                    invoice.setLong(1, vendor(i));
                    invoice.setLong(2, vendor(i));
                    invoice.setString(3, Payable.AMOUNT.toPlainString());
                    invoice.execute();
                }
            }
            connection.commit();
        }
    }

    private static long vendor(int i) {
        return 50_000L + i;
    }

    private static String iban(int i) {
        return "DE8937040044" + (1_000_000_000L + i);
    }

    private static List<String> prepare(Stage stage, Client booker) throws Exception {
        var payments = new ArrayList<String>();
        for (int first = 0; first < PAIRS; first += ROUND) {
            var answers = new ArrayList<CompletableFuture<Answer>>();
            for (int i = first; i < first + ROUND; i++) {
                answers.add(booker.begin(
                        "prepare_payment", Payable.newPayment("V-" + vendor(i), "I-" + vendor(i), iban(i))));
            }
            for (CompletableFuture<Answer> answer : answers) {
                payments.add(Stage.done(answer.get(60, TimeUnit.SECONDS)).given("payment_id"));
            }
            sweep(stage.faults.folder());
        }
        return payments;
    }

    private static List<Pair> round(
            Stage stage, Client clerk, Client helper, List<String> payments, int first, Random random)
            throws Exception {
        String gate = "go-" + first;
        String wait = (random.nextBoolean() ? "wait-before " : "wait-after ") + gate;
        stage.faults.script("edit_vendor", wait);
        stage.faults.script("release_payment", wait);
        var pairs = new ArrayList<Pair>();
        var answered = new CountDownLatch(ROUND);
        var counted = new ArrayList<CompletableFuture<Answer>>();
        for (int i = first; i < first + ROUND; i++) {
            ObjectNode edit = Json.object().put("vendor_id", "V-" + vendor(i)).put("iban", iban(i + PAIRS));
            ObjectNode release = Payable.release(payments.get(i), iban(i));
            CompletableFuture<Answer> editing;
            CompletableFuture<Answer> releasing;
            if (random.nextBoolean()) {
                editing = clerk.begin("edit_vendor", edit);
                releasing = helper.begin("release_payment", release);
            } else {
                releasing = helper.begin("release_payment", release);
                editing = clerk.begin("edit_vendor", edit);
            }
            counted.add(editing.whenComplete((answer, failure) -> answered.countDown()));
            counted.add(releasing.whenComplete((answer, failure) -> answered.countDown()));
            pairs.add(new Pair("V-" + vendor(i), payments.get(i), editing, releasing));
        }
        assertThat(answered.await(60, TimeUnit.SECONDS))
                .as("one half of each pair is answered while the other is in flight")
                .isTrue();
        for (Pair pair : pairs) {
            assertThat(pair.edit().isDone()).isNotEqualTo(pair.release().isDone());
        }
        stage.faults.open(gate);
        for (CompletableFuture<Answer> one : counted) {
            one.get(60, TimeUnit.SECONDS);
        }
        sweep(stage.faults.folder());
        return pairs;
    }

    /** The ERP looks for the first free number of its marks: there should not be thousands. */
    private static void sweep(Path marks) throws IOException {
        try (Stream<Path> files = Files.list(marks)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static void byTheLedger(Stage stage, List<Pair> pairs) throws Exception {
        Map<Long, Recorded> decided = new HashMap<>();
        Map<Long, Long> settled = new HashMap<>();
        for (Recorded recorded : stage.record.all()) {
            if (recorded.event() instanceof Event.CallDecided call) {
                decided.put(call.call(), recorded);
            } else if (recorded.event() instanceof Event.CallSettled settlement) {
                settled.put(settlement.call(), recorded.seq());
            }
        }
        int edits = 0;
        int releases = 0;
        for (Pair pair : pairs) {
            Answer edit = pair.edit().get();
            Answer release = pair.release().get();
            boolean edited = edit.kind() == Kind.DONE;
            if (edited) {
                assertThat(release.kind()).as(release.text()).isEqualTo(Kind.DENIED);
                edits++;
            } else {
                // An edit alone would be held; it would break the rule of a critical call in flight, and is denied.
                assertThat(edit.kind()).as(edit.text()).isEqualTo(Kind.DENIED);
                assertThat(release.kind()).as(release.text()).isEqualTo(Kind.DONE);
                releases++;
            }
            long winner = Record.call(edited ? edit : release);
            long loser = Record.call(edited ? release : edit);
            assertThat(decided.get(winner).event()).isInstanceOf(Event.CallReserved.class);
            assertThat(loser).as("decided while the other is in flight").isBetween(winner, settled.get(winner));
            List<Finding> findings = ((Event.CallDecided) decided.get(loser).event()).findings();
            // An edit meets the release twice: by its own tier it would be held, by that of the release it is denied.
            assertThat(findings).hasSize(edited ? 1 : 2).allSatisfy(conflict -> {
                assertThat(conflict.rule()).isEqualTo("AP-01");
                assertThat(conflict.code()).isEqualTo(FindingCode.DUTY_CONFLICT);
                assertThat(conflict.key()).hasToString("Optional[vendor/" + pair.vendor() + "]");
                assertThat(conflict.witnesses())
                        .containsExactly(new Witness(winner, edited ? Record.SETS_UP : Record.PAYS));
            });
        }
        assertThat(edits).as("sometimes the edit comes first").isPositive();
        assertThat(releases).as("sometimes the release does").isPositive();
    }

    private static void byTheDatabase(Stage stage, List<Pair> pairs) throws Exception {
        List<String> journal = stage.sql("select tool || ' ' || subject from journal where tool <> 'prepare_payment'");
        assertThat(journal).hasSize(PAIRS).doesNotHaveDuplicates();
        for (Pair pair : pairs) {
            boolean edited = pair.edit().get().kind() == Kind.DONE;
            assertThat(journal.contains("edit_vendor " + pair.vendor())).isEqualTo(edited);
            assertThat(journal.contains("release_payment " + pair.payment())).isEqualTo(!edited);
        }
    }
}
