package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.demo.erp.Books;
import dev.interlock.demo.erp.ErpHttpProcess;
import dev.interlock.demo.erp.FaultFolder;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One approval and ten thousand attempts to spend it, while the gateway's process is killed in the middle: one of them does. */
@Tag("long")
class SpentOnceTest {

    private static final int ATTEMPTS = 10_000;
    private static final int AT_ONCE = 32;
    private static final int BEFORE_THE_APPROVAL = 200;

    @TempDir
    Path folder;

    private final TestParties troupe = new TestParties();
    private final AtomicInteger attempts = new AtomicInteger();

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
    void isSpentOnceAcrossAKill() throws Exception {
        Quiet.on();
        FaultFolder faults = new FaultFolder(Files.createDirectories(folder.resolve("faults")));
        Path db = folder.resolve("erp.db");
        Record record = new Record(folder.resolve("data"));
        try (ErpHttpProcess erp = ErpHttpProcess.start(db, faults.folder())) {
            Path config = ServeProcess.configure(folder, TestBundles.accountsPayable(), erp.uri(), troupe);
            String payerTask;
            Payable payable;
            try (ServeProcess first = ServeProcess.start(config, folder.resolve("log"), "key")) {
                Office office = new Office(first.url(), troupe);
                String bookerTask = office.task("bert", "booker", "settle-payables");
                String clerkTask = office.task("olivia", "clerk", "settle-payables");
                payerTask = office.task("ina", "payer", "settle-payables");
                Client booker = client(first.url(), "booker", bookerTask);
                Client clerk = client(first.url(), "clerk", clerkTask);
                String iban = Stage.iban();
                String vendor = Stage.done(clerk.call("create_vendor", Payable.newVendor("Acme", iban)))
                        .given("vendor_id");
                String invoice = Stage.done(
                                booker.call("register_invoice", Payable.newInvoice(vendor, "N-" + Stage.number())))
                        .given("invoice_id");
                Stage.done(booker.call("match_invoice", Payable.match(invoice)));
                Client payer = client(first.url(), "payer", payerTask);
                Answer prepared = Stage.done(payer.call("prepare_payment", Payable.newPayment(vendor, invoice, iban)));
                payable = new Payable(prepared, vendor, invoice, prepared.given("payment_id"), iban);
                String hold =
                        payer.call("release_payment", payable.release()).hold().orElseThrow();

                var begun = new CountDownLatch(BEFORE_THE_APPROVAL);
                CompletableFuture<Void> work = work(payer, payable, begun, ATTEMPTS / 2);
                assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
                office.approve("vera", hold).ok();
                first.kill();
                work.get(5, TimeUnit.MINUTES);
                booker.close();
                clerk.close();
                payer.close();
            }
            try (ServeProcess second = ServeProcess.start(config, folder.resolve("log"), "key")) {
                Client payer = client(second.url(), "payer", payerTask);
                work(payer, payable, new CountDownLatch(0), ATTEMPTS - attempts.get())
                        .get(15, TimeUnit.MINUTES);
                payer.close();
                second.stop();
            }
            assertThat(attempts.get()).isGreaterThanOrEqualTo(ATTEMPTS);
            assertThat(record.verify()).isInstanceOf(Report.Verified.class);
            List<Event> recorded = record.all().stream().map(Recorded::event).toList();
            assertThat(recorded.stream().filter(event -> event instanceof Event.HoldAnswered))
                    .hasSize(1);
            assertThat(recorded.stream()
                            .filter(event -> event instanceof Event.CallReserved reserved
                                    && reserved.facts().tool().equals("erp/release_payment")))
                    .as("the approval is spent once")
                    .hasSize(1);
            assertThat(Books.query(db, "select count(*) from payment where status = 'released'"))
                    .first()
                    .isIn("0", "1");
        }
    }

    /** Tries to spend it, many at once, until so many tried or the gateway is gone. */
    private CompletableFuture<Void> work(Client payer, Payable payable, CountDownLatch begun, int most) {
        int until = attempts.get() + most;
        return CompletableFuture.allOf(IntStream.range(0, AT_ONCE)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> {
                            while (attempts.getAndIncrement() < until) {
                                Answer.Kind kind = payer.call("release_payment", payable.release())
                                        .kind();
                                if (kind == Answer.Kind.UNKNOWN || kind == Answer.Kind.REJECTED) {
                                    return;
                                }
                                begun.countDown();
                            }
                        },
                        command -> Thread.ofVirtual().start(command)))
                .toArray(CompletableFuture[]::new));
    }
}
