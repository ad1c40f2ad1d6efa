package dev.interlock.policy.story;

import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.policy.catalog.PatternForm;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ids for objects of stories, in the form of their type: another one for each number. */
final class SampleIds {

    private SampleIds() {}

    /** @param type the object type; null if it is not known */
    static String of(String name, @Nullable ObjectType type, int number) {
        String plain = name + "-" + number;
        if (type == null || type.id().isEmpty()) {
            return plain;
        }
        IdForm form = type.id().get();
        List<String> samples = List.of(
                plain,
                String.valueOf(number),
                "/" + plain,
                "https://example.com/" + plain,
                "00000000-0000-4000-8000-%012d".formatted(number),
                form instanceof PatternForm pattern ? PatternSample.of(pattern.pattern(), number) : plain);
        return samples.stream()
                .flatMap(sample -> form.canonical(sample).filter(sample::equals).stream())
                .findFirst()
                .or(() -> Optional.of(plain))
                .get();
    }
}
