package dev.interlock.bench.start;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Median;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The archive that is installed, unpacked and used as somebody would who has no JDK: how soon its server is ready, also the first time, when
 * the cache of classes is made, and what the server holds after a minute in which nothing happens. Its upstream is the demo's ERP, a process of
 * its own that is not counted.
 */
public final class StartBench implements Bench {

    private static final String NAME = "start";
    private static final int ROUNDS = 5;
    private static final int IDLE_SECONDS = 60;
    private static final int QUICK_IDLE_SECONDS = 5;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String title() {
        return "the installed server: time until it is ready, idle memory, size; [--quick] idles "
                + "for 5 s instead of a minute";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        boolean quick = args.equals(List.of("--quick"));
        if (!args.isEmpty() && !quick) {
            throw new BadArguments("expected nothing or `--quick`");
        }
        int idle = quick ? QUICK_IDLE_SECONDS : IDLE_SECONDS;
        Path made = Path.of(System.getProperty("interlock.root", ""), "dist", "target");
        Path archive = only(made, "interlock-*-linux-x64.tar.gz");
        results.print(new Result(NAME, "archive_mb", Map.of(), Files.size(archive) / 1e6, "MB"));
        Path image = only(made, "interlock-*-linux-x64.oci.tar");
        results.print(new Result(NAME, "image_mb", Map.of(), Files.size(image) / 1e6, "MB"));
        try (var folder = new TemporaryFolder(NAME)) {
            var installed = Installed.unpack(archive, folder.path());
            results.print(new Result(NAME, "installed_mb", Map.of(), installed.bytes() / 1e6, "MB"));
            results.print(new Result(NAME, "first_command_ms", Map.of(), installed.firstCommand(), "ms"));
            results.print(new Result(NAME, "caches_ms", Map.of(), installed.cachesMade(), "ms"));
            installed.init();
            double[] ready = new double[ROUNDS];
            double[] resident = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                try (RunningServer server = installed.serve()) {
                    ready[round] = server.readyMillis();
                    if (round == ROUNDS - 1) {
                        Thread.sleep(idle * 1000L);
                    }
                    resident[round] = server.residentBytes() / 1e6;
                }
            }
            results.print(new Result(NAME, "ready_ms", Map.of("rounds", ROUNDS), Median.of(ready), "ms"));
            results.print(new Result(NAME, "ready_rss_mb", Map.of("rounds", ROUNDS), Median.of(resident), "MB"));
            results.print(new Result(NAME, "idle_rss_mb", Map.of("idle_s", idle), resident[ROUNDS - 1], "MB"));
        }
    }

    private static Path only(Path folder, String glob) throws IOException {
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
                for (Path file : found) {
                    return file;
                }
            }
        }
        throw new IOException(
                "there is no `" + glob + "` in `" + folder + "`; make one with `mvn -Pdist -DskipTests verify`");
    }
}
