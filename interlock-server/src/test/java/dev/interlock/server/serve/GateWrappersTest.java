package dev.interlock.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.mcp.ToolGate;
import java.lang.reflect.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands around the gate hands on every question: where one is left out, the interface answers in the gate's place. */
class GateWrappersTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dev.interlock.server.serve.InFlight",
                "dev.interlock.server.metric.MeteredGate",
                "dev.interlock.server.trace.TracedGate"
            })
    void nothingIsAnsweredInThePlaceOfTheGate(String wrapper) throws Exception {
        Class<?> type = Class.forName(wrapper);
        assertThat(ToolGate.class.isAssignableFrom(type)).isTrue();
        for (Method method : ToolGate.class.getMethods()) {
            assertThat(type.getMethod(method.getName(), method.getParameterTypes())
                            .getDeclaringClass())
                    .as(method.getName())
                    .isEqualTo(type);
        }
    }
}
