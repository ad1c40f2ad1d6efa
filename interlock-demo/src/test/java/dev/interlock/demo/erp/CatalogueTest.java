package dev.interlock.demo.erp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The catalogue of the worked example speaks of the tools that there are, and of their arguments and results. */
class CatalogueTest {
    private static final Pattern PATH = Pattern.compile("\\b(args|result)\\.([a-z_]+)(\\??)");

    private final Map<String, Tool> tools = Stream.of(
                    VendorTools.all(), InvoiceTools.all(), PaymentTools.all(), ReportTools.all())
            .flatMap(List::stream)
            .collect(Collectors.toMap(Tool::name, Function.identity()));

    @Test
    void everyToolIsInTheCatalogueAndTheOtherWayRound() throws Exception {
        assertThat(catalogue().keySet()).isEqualTo(tools.keySet());
    }

    @Test
    void everyPathNamesAFieldAndAsksForNoMoreThanItPromises() throws Exception {
        Map<String, Integer> seen = new HashMap<>();
        catalogue().forEach((name, entry) -> {
            Tool tool = tools.get(name);
            for (MatchResult path : PATH.matcher(entry.toString()).results().toList()) {
                List<Field> fields = path.group(1).equals("args") ? tool.input() : tool.output();
                assertThat(fields).as("%s of %s", path.group(), name).anySatisfy(field -> {
                    assertThat(field.name()).isEqualTo(path.group(2));
                    // What is only shown may be absent; what decides must be there or be marked as optional.
                    boolean shown = entry instanceof Map<?, ?> map
                            && map.get("show") instanceof List<?> show
                            && show.contains(path.group());
                    assertThat(field.required() || path.group(3).equals("?") || shown)
                            .isTrue();
                });
                seen.merge(path.group(1), 1, Integer::sum);
            }
        });
        assertThat(seen).containsKeys("args", "result");
    }

    private static Map<String, Object> catalogue() throws IOException {
        Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(root().resolve("bundles/accounts-payable/catalog/erp.yaml")));
        Map<String, Object> entries = new HashMap<>();
        ((Map<?, ?>) file.get("tools")).forEach((name, entry) -> entries.put((String) name, entry));
        return entries;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("bundles"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
