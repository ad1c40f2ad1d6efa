package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.demo.erp.Books;
import dev.interlock.demo.erp.ErpHttpProcess;
import dev.interlock.demo.erp.FaultFolder;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.render.Ids;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway's process is killed while calls are under way, and started again on the same data. */
class KilledGatewayTest {

    private static final int BEFORE_THE_KILL = 30;

    @TempDir
    Path folder;

    private final TestParties troupe = new TestParties();

    private Client client(URI server, String agent, String task) {
        return new Client(McpClient.of(
                server.resolve("/mcp/erp"),
                troupe.token(agent),
                Optional.of(task),
                EraChoice.MODERN,
                Patient.TIMING,
                System::nanoTime));
    }

    @Test
    void whatWasInFlightIsUnknownAndCountsAndNothingAcknowledgedIsLost() throws Exception {
        Quiet.on();
        FaultFolder faults = new FaultFolder(Files.createDirectories(folder.resolve("faults")));
        Path db = folder.resolve("erp.db");
        Record record = new Record(folder.resolve("data"));
        try (ErpHttpProcess erp = ErpHttpProcess.start(db, faults.folder())) {
            Path config = ServeProcess.configure(folder, TestBundles.accountsPayable(), erp.uri(), troupe);
            Queue<Answer> acknowledged = new ConcurrentLinkedQueue<>();
            Queue<Answer> told = new ConcurrentLinkedQueue<>();
            String clerkTask;
            String bookerTask;
            String payerTask;
            String iban = Stage.iban();
            String vendor;
            CompletableFuture<Answer> creation;
            try (ServeProcess first = ServeProcess.start(config, folder.resolve("log"), "key")) {
                Office office = new Office(first.url(), troupe);
                clerkTask = office.task("olivia", "clerk", "settle-payables");
                bookerTask = office.task("bert", "booker", "settle-payables");
                payerTask = office.task("ina", "payer", "settle-payables");
                Client clerk = client(first.url(), "clerk", clerkTask);
                Client booker = client(first.url(), "booker", bookerTask);
                String busy = Stage.done(clerk.call("create_vendor", Payable.newVendor("Busy", Stage.iban())))
                        .given("vendor_id");
                faults.script("create_vendor", "once", "wait-after go");
                creation = clerk.begin("create_vendor", Payable.newVendor("Interrupted", iban));
                faults.awaitCommitted("create_vendor", 2);
                CompletableFuture<Void> work = work(booker, busy, acknowledged, told);
                first.kill();
                assertThat(creation.get(60, TimeUnit.SECONDS).kind()).isEqualTo(Answer.Kind.UNKNOWN);
                work.get(60, TimeUnit.SECONDS);
                clerk.close();
                booker.close();
            }
            vendor = Books.query(db, "select 'V-' || id from vendor where iban = '" + iban + "'")
                    .getFirst();
            assertThat(record.verify()).isInstanceOf(Report.Verified.class);
            long sizeAtDeath = record.size();

            try (ServeProcess second = ServeProcess.start(config, folder.resolve("log"), "key")) {
                assertNothingLost(record, acknowledged, told);
                long unknown = interrupted(record, clerkTask);
                assertThat(unknown).isLessThan(sizeAtDeath);
                assertThat(record.story(unknown).outcome()).containsInstanceOf(Settlement.Unknown.class);

                Office office = new Office(second.url(), troupe);
                assertThat(office.get("vera", "/v1/calls?state=unknown")
                                .ok()
                                .body()
                                .path("calls"))
                        .anySatisfy(call -> assertThat(call.path("id").asText()).isEqualTo(Ids.call(unknown)));
                Client clerk = client(second.url(), "clerk", clerkTask);
                Client booker = client(second.url(), "booker", bookerTask);
                Client payer = client(second.url(), "payer", payerTask);
                Payable payable = payable(booker, vendor, iban);
                Answer denied = clerk.call("release_payment", payable.release());
                record.assertConflict(denied, new Witness(unknown, Record.SETS_UP), "clerk");
                assertThat(payer.call("release_payment", payable.release()).kind())
                        .isEqualTo(Answer.Kind.HELD);
                assertThat(Books.query(db, "select distinct status from payment"))
                        .containsExactly("prepared");
                clerk.close();
                booker.close();
                payer.close();
                second.stop();
            }
            assertThat(record.verify()).isInstanceOfSatisfying(Report.Verified.class, verified -> {
                assertThat(verified.attested()).isEqualTo(verified.size()).isGreaterThan(sizeAtDeath);
            });
        }
    }

    /** Books invoices until the gateway is gone; returns when enough are acknowledged for the kill to be in the middle. */
    private static CompletableFuture<Void> work(
            Client booker, String vendor, Queue<Answer> acknowledged, Queue<Answer> told) throws InterruptedException {
        var enough = new CountDownLatch(BEFORE_THE_KILL);
        var work = CompletableFuture.allOf(IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            while (true) {
                                Answer answer = booker.call(
                                        "register_invoice", Payable.newInvoice(vendor, "N-" + Stage.number()));
                                if (answer.kind() != Answer.Kind.DONE) {
                                    return;
                                }
                                acknowledged.add(answer);
                                Answer plain = booker.call("match_invoice", Payable.match(answer.given("invoice_id")));
                                if (plain.kind() != Answer.Kind.DONE) {
                                    return;
                                }
                                told.add(plain);
                                enough.countDown();
                            }
                        },
                        task -> Thread.ofVirtual().start(task)))
                .toArray(CompletableFuture<?>[]::new));
        assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        return work;
    }

    private static Payable payable(Client booker, String vendor, String iban) {
        String invoice = Stage.done(booker.call("register_invoice", Payable.newInvoice(vendor, "N-1")))
                .given("invoice_id");
        Stage.done(booker.call("match_invoice", Payable.match(invoice)));
        Answer prepared = Stage.done(booker.call("prepare_payment", Payable.newPayment(vendor, invoice, iban)));
        return new Payable(prepared, vendor, invoice, prepared.given("payment_id"), iban);
    }

    /** Everything that an agent was told is done is in the ledger, with its outcome; a plain outcome may be unknown. */
    private static void assertNothingLost(Record record, Queue<Answer> acknowledged, Queue<Answer> told)
            throws Exception {
        Map<Long, Event.CallReserved> reserved = new HashMap<>();
        Map<Long, Settlement> settled = new HashMap<>();
        for (Recorded recorded : record.all()) {
            if (recorded.event() instanceof Event.CallReserved call) {
                reserved.put(call.call(), call);
            } else if (recorded.event() instanceof Event.CallSettled call) {
                settled.put(call.call(), call.settlement());
            }
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(BEFORE_THE_KILL);
        for (Answer answer : acknowledged) {
            long call = Record.call(answer);
            assertThat(reserved).containsKey(call);
            assertThat(settled.get(call))
                    .isInstanceOfSatisfying(
                            Settlement.Succeeded.class,
                            succeeded -> assertThat(succeeded.created())
                                    .hasToString("[invoice/" + answer.given("invoice_id") + "]"));
        }
        for (Answer answer : told) {
            assertThat(settled.get(Record.call(answer)))
                    .isIn(
                            new Settlement.Succeeded(List.of()),
                            new Settlement.Unknown("the gateway stopped before the outcome was known"));
        }
        assertThat(settled)
                .as("nothing stays open after a restart")
                .containsKeys(reserved.keySet().toArray(Long[]::new));
    }

    /** The creation that nobody was answered. */
    private static long interrupted(Record record, String task) throws Exception {
        List<Event.CallReserved> creations = record.all().stream()
                .map(Recorded::event)
                .filter(Event.CallReserved.class::isInstance)
                .map(Event.CallReserved.class::cast)
                .filter(call -> call.facts().tool().equals("erp/create_vendor")
                        && Ids.task(call.task()).equals(task))
                .toList();
        assertThat(creations).hasSize(2);
        return creations.getLast().call();
    }
}
