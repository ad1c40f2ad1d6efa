package dev.interlock.server.store;

import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.store.Entry;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A process that appends for ever and prints the index of each entry that was acknowledged. */
final class KilledWriter {
    private KilledWriter() {}

    static byte[] leaf(long index) {
        return ("entry " + index + " " + "x".repeat((int) (index % 300))).getBytes(StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        Random random = new Random();
        SqliteStore store = SqliteStore.open(folder);
        Ledger ledger = Ledger.open(
                        store,
                        SigningKeyFile.loadOrCreate(folder, "example.com/killed", new SecureRandom()),
                        System::currentTimeMillis,
                        new CheckpointPolicy(50, 1))
                .orThrow();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        out.println("open " + ledger.size());
        while (true) {
            List<Entry> batch = new ArrayList<>();
            for (int i = random.nextInt(40); i >= 0; i--) {
                batch.add(new Entry(leaf(ledger.size() + batch.size())));
            }
            LedgerAppend.Committed committed = (LedgerAppend.Committed) ledger.append(batch);
            Receipt last = committed.receipts().getLast();
            out.println(last.index());
            ledger.checkpointIfDue();
        }
    }
}
