package dev.interlock.bench.ledger;

import dev.interlock.bench.report.Result;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Key;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.index.EntryPage;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Measures how fast the index of the record comes to its end after a start, and how long a page of entries takes then, read from the ledger. */
final class Searching {

    private static final int PAGE = 100;
    private static final int ROUNDS = 40;

    private final Domain domain;
    private final Path folder;

    Searching(Domain domain, Path folder) {
        this.domain = domain;
        this.folder = folder;
    }

    List<Result> measure() throws InterruptedException {
        long began = System.nanoTime();
        try (var index = RecordIndex.start(domain, folder)) {
            while (index.indexed() < index.size()) {
                Thread.sleep(5);
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            var results = new ArrayList<Result>();
            results.add(new Result(
                    "ledger",
                    "indexed_per_second",
                    Map.of("entries", index.size(), "of", "two thirds of a processor"),
                    index.size() / seconds,
                    "entries"));
            Term often = Term.event("call-reserved");
            results.add(pages("a type of event", index, List.of(often)));
            results.add(pages("an agent", index, List.of(Term.party("agent-7"))));
            results.add(pages("an object", index, List.of(Term.object(Key.parse("vendor/V-42")))));
            results.add(pages("an agent and a type", index, List.of(Term.party("agent-7"), often)));
            // each is in about a quarter of all entries, and no entry is about both
            results.add(pages("two that never meet", index, List.of(often, Term.event("task-ended"))));
            return results;
        }
    }

    private Result pages(String about, RecordIndex index, List<Term> terms) {
        double[] millis = new double[ROUNDS];
        int entries = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = index.size() - (index.size() / ROUNDS) * round;
            long start = System.nanoTime();
            EntryPage page = index.find(terms, before, PAGE);
            List<Recorded> read =
                    page.numbers().stream().map(domain.history()::event).toList();
            millis[round] = (System.nanoTime() - start) / 1e6;
            entries = Math.max(entries, read.size());
        }
        Arrays.sort(millis);
        return new Result(
                "ledger",
                "page_of_entries_ms",
                Map.of("about", about, "entries", entries, "slowest", millis[ROUNDS - 1]),
                millis[ROUNDS / 2],
                "ms");
    }
}
