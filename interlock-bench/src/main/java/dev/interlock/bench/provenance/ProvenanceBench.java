package dev.interlock.bench.provenance;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Median;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.Provenance;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.lexicon.Lexicon;
import dev.interlock.provenance.task.ArgumentValue;
import dev.interlock.provenance.task.Assessor;
import dev.interlock.provenance.task.Instruction;
import dev.interlock.provenance.task.ResultField;
import dev.interlock.provenance.task.ResultRecord;
import dev.interlock.provenance.task.TaskContent;
import dev.interlock.provenance.text.Fingerprints;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code bench/run provenance}: taking in what a task reads, in bytes of its texts in UTF-8, and assessing a call after it. Without the reading of JSON.
 */
public final class ProvenanceBench implements Bench {
    private static final String NAME = "provenance";
    private static final int ROUNDS = 9;
    /** The time for which a benchmark runs before it is measured, so that its code is compiled even on a busy machine. */
    private static final long WARM_UP_NANOS = 3_000_000_000L;

    private static final int RESULT = 100_000;
    private static final int RESULTS = 100;
    private static final int ADVERSARIAL = 1_000_000;
    private static final int CALLS = 20_000;

    /** The clocks by which a benchmark measures. */
    private enum Clock {
        /** The processor time of the thread: the same however busy the machine is, but without the collection of garbage. */
        CPU {
            @Override
            long nanos() {
                return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            }
        },
        WALL {
            @Override
            long nanos() {
                return System.nanoTime();
            }
        };

        abstract long nanos();
    }

    private static final ToolLabels SEND = new ToolLabels(
            Set.of(Provenance.UNTRUSTED),
            true,
            Map.of(),
            Map.of(
                    "to", ArgumentRole.DESTINATION,
                    "subject", ArgumentRole.TITLE,
                    "body", ArgumentRole.BODY),
            Optional.of("message"),
            false,
            false);
    private static final List<ArgumentValue> ARGUMENTS = List.of(
            new ArgumentValue("to", "n17@host.example"),
            new ArgumentValue("subject", "the report of the meeting"),
            new ArgumentValue("body", "Hello, as you asked: see n18@host.example and https://host.example/a. Regards"));

    private final Fingerprints fingerprints = Fingerprints.random(new SecureRandom());
    private final Lexicon lexicon = new Lexicon(Lexicon.shipped(), fingerprints);
    private final Assessor assessor = new Assessor(lexicon, Set.of("corp.example"));

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "the cost of knowing who chose the values of a call";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        if (!args.isEmpty()) {
            throw new BadArguments("this benchmark takes no arguments");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < RESULTS; i++) {
            texts.add(Texts.plain(RESULT, i));
        }
        double plain = 0;
        for (Clock clock : Clock.values()) {
            Map<String, Object> params = Map.of(
                    "results",
                    RESULTS,
                    "bytes_a_result",
                    RESULT,
                    "clock",
                    clock.name().toLowerCase(Locale.ROOT));
            double nanos = nanosAByte(texts, clock);
            plain = clock == Clock.CPU ? nanos : plain;
            results.print(new Result(NAME, "index_mb_per_second", params, 1e3 / nanos, "MB/s"));
            results.print(new Result(NAME, "floor_mb_per_second", params, 1e3 / floor(texts, clock), "MB/s"));
            results.print(new Result(NAME, "added_us_per_call", params, microsACall(texts, clock), "us"));
        }
        Map<String, Object> size = Map.of("results", RESULTS, "bytes_a_result", RESULT);
        results.print(new Result(NAME, "bytes_per_result_byte", size, bytesAByte(texts), "bytes"));
        double one = nanosAByte(List.of(Texts.plain(ADVERSARIAL, 0)), Clock.CPU);
        for (Map.Entry<String, String> text : Texts.adversarial(ADVERSARIAL).entrySet()) {
            double ratio = nanosAByte(List.of(text.getValue()), Clock.CPU) / Math.min(one, plain);
            results.print(new Result(NAME, "adversarial_ratio", Map.of("text", text.getKey()), ratio, "times"));
        }
    }

    private TaskContent content(List<String> texts) {
        var content =
                new TaskContent(new Instruction("Send a message to Bob", lexicon, fingerprints), lexicon, fingerprints);
        for (int i = 0; i < texts.size(); i++) {
            var field = new ResultField(ResultField.TEXT, texts.get(i));
            content.read(i + 1L, ToolLabels.NONE, List.of(), false, List.of(new ResultRecord(List.of(field))));
        }
        return content;
    }

    private double nanosAByte(List<String> texts, Clock clock) {
        long bytes = texts.stream().mapToLong(ProvenanceBench::bytes).sum();
        return median(clock, bytes, () -> Reference.reachabilityFence(content(texts)));
    }

    /** Adding up the characters: what no reading of a text can be faster than on this machine at this time. */
    private static double floor(List<String> texts, Clock clock) {
        long bytes = texts.stream().mapToLong(ProvenanceBench::bytes).sum();
        long[] sum = new long[1];
        double nanos = median(
                clock,
                bytes,
                () -> texts.forEach(text -> {
                    for (int i = 0; i < text.length(); i++) {
                        sum[0] = sum[0] * 31 + text.charAt(i);
                    }
                }));
        Reference.reachabilityFence(sum);
        return nanos;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private double microsACall(List<String> texts, Clock clock) {
        TaskContent content = content(texts);
        return median(clock, CALLS * 1_000L, () -> {
            for (int call = 0; call < CALLS; call++) {
                Reference.reachabilityFence(assessor.assess(content, SEND, ARGUMENTS));
            }
        });
    }

    private double bytesAByte(List<String> texts) {
        long before = used();
        TaskContent content = content(texts);
        long after = used();
        Reference.reachabilityFence(content);
        return (double) (after - before)
                / texts.stream().mapToLong(String::length).sum();
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** The nanoseconds that one of so many units takes, in the median of the rounds after those to warm up. */
    private static double median(Clock clock, long units, Runnable round) {
        long from = System.nanoTime();
        do {
            round.run();
        } while (System.nanoTime() - from < WARM_UP_NANOS);
        double[] nanos = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long begun = clock.nanos();
            round.run();
            nanos[i] = (double) (clock.nanos() - begun) / units;
        }
        return Median.of(nanos);
    }
}
