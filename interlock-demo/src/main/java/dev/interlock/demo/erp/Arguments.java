package dev.interlock.demo.erp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;

/** Arguments that {@link Field#defect} found nothing wrong with. */
record Arguments(ObjectNode values) {

    String text(String name) {
        return values.required(name).textValue();
    }

    Optional<String> optionalText(String name) {
        return values.has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    BigDecimal amount(String name) {
        return Money.exact(values.required(name).decimalValue());
    }

    Optional<BigDecimal> optionalAmount(String name) {
        return values.has(name) ? Optional.of(amount(name)) : Optional.empty();
    }

    /** The number of an id such as V-1001. */
    long id(String name) {
        return Long.parseLong(text(name).substring(2));
    }
}
