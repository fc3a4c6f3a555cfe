#include "diffusion/guidance.h"

int ax_guidance_plan(double text, double template_guidance, bool has_template,
                     ax_guidance_pass passes[AX_GUIDANCE_MAX_PASSES]) {
    double k = has_template ? template_guidance : 1.0;
    const ax_guidance_pass all[AX_GUIDANCE_MAX_PASSES] = {
        {false, false, (float)(1.0 - k)},
        {false, has_template, (float)(k - text)},
        {true, has_template, (float)text},
    };
    int count = 0;
    for (int i = 0; i < AX_GUIDANCE_MAX_PASSES; i++)
        if (all[i].weight != 0.0f) passes[count++] = all[i];
    return count;
}
