package dev.interlock.policy.story;

import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.policy.catalog.PatternForm;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ids for objects of stories, in the form of their type: another one for each number. Thousands of stories are about the same few objects,
 * so those that were made are kept. Not thread-safe.
 */
public final class SampleIds {

    private record Numbered(String type, int number) {}

    private final Map<String, ObjectType> types;
    private final Map<Numbered, String> made = new HashMap<>();

    public SampleIds(Bundle bundle) {
        this.types = bundle.types();
    }

    String of(String type, int number) {
        return made.computeIfAbsent(new Numbered(type, number), this::make);
    }

    private String make(Numbered object) {
        String plain = object.type() + "-" + object.number();
        ObjectType type = types.get(object.type());
        if (type == null || type.id().isEmpty()) {
            return plain;
        }
        IdForm form = type.id().get();
        List<String> samples = List.of(
                plain,
                String.valueOf(object.number()),
                "/" + plain,
                "https://example.com/" + plain,
                "00000000-0000-4000-8000-%012d".formatted(object.number()),
                form instanceof PatternForm pattern ? PatternSample.of(pattern.pattern(), object.number()) : plain);
        return samples.stream()
                .flatMap(sample -> form.canonical(sample).filter(sample::equals).stream())
                .findFirst()
                .or(() -> Optional.of(plain))
                .get();
    }
}
