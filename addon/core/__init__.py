"""What every other folder needs: errors, the native module, jobs, model.json.

No bpy here.
"""
